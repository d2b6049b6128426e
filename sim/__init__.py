"""The simulation: how a week passes."""
