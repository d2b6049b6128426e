"""What a finished run came to: its outcomes, retention, the network, and the run without a programme."""
