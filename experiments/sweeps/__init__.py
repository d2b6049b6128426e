"""Sweeps: many policies at once, which of them is best, and within which budget."""
