"""What a finished run shows: its outcomes, retention, the network, and the run without a programme."""
