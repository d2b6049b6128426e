"""Options that several verbs share, and how those of one purpose become one record."""
