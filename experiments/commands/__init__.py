"""The verbs of the command line, a file each, and what they share: options, answers, how things are shown."""
