"""Guess what the columns of somebody's file are, by their names and by what stands in them; nothing is applied here."""
