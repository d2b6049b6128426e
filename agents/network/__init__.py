"""Who works with whom: ties, and how they are drawn."""
