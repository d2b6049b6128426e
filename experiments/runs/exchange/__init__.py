"""Stores as tables for other programs, and one store made of several."""
