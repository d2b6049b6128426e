"""What a sweep varies: its plan, its cells, and what is wrong with them."""
