"""Results for people: figures, and what they say in words."""
