"""What everything else stands on: compiled functions, named luck, checked records, sources, refusals."""
