"""The command line: `main` finds the verbs, a file each, and what they share."""
