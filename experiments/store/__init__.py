"""Keeping runs: what a kept run is, the store it is kept in, and what can be done with stores."""
