"""The front doors: what is asked of the model, and what comes back."""
