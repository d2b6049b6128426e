"""What can be said and what cannot: intervals, verdicts, selection, and when it is enough."""
