"""Runs: what one is, where it is done and kept, and how it is done again to the bit."""
