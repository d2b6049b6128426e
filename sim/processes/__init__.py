"""The processes of a week, a file each."""
