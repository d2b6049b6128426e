"""The model held against what is known, and described."""
