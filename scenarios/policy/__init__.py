"""What an organisation chooses: arms, pairing, rewards, training, targeting, feedback, integration; a file each."""
