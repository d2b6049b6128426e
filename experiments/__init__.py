"""Asking: many runs, where they run, what they say, and showing it."""
