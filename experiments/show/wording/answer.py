"""The answer of a comparison in plain words."""
