"""A table as people export it: from a file or a frame to cells of text, each with its place."""
