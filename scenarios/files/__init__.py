"""Scenario files: read in layers, refused with everything that is wrong, and written."""
