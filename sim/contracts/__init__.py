"""The rules that users' own strategies, rewards and rules must keep, tried on small organisations."""
