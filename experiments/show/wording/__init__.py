"""Results in words: numbers with their units, verdicts, notes, one sentence to repeat."""
