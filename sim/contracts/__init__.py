"""What users' own strategies, rewards and rules must keep to, tried on small organisations."""
