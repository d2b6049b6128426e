"""The model's description after the ODD protocol, put together from the code."""
