"""People as columns: who they are, the seats they sit in, and what a pairing strategy sees of them."""
