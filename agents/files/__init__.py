"""What organisations hand over: rosters, ties, levels, dates, and how they are read."""
