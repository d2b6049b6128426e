"""What a week reads and changes: the organisation as arrays, and the pairs."""
