"""The model compared with what is known, and described."""
