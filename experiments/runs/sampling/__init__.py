"""Points that fill a space evenly, and assumptions drawn at them."""
