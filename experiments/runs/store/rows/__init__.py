"""What is kept of a run, as rows of tables and back."""
