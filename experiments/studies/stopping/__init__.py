"""When a study has run enough: a number of replicates, a precision, or a settled choice."""
