"""The records of a scenario: its policy, changes of it, and the levers that name their parts."""
