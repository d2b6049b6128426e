"""What every number rests on: the ledger, sources of defaults, claims, targets, and the sceptic's reading."""
