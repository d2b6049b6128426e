"""What users write themselves: found by name, guarded while it works, named where it goes wrong."""
