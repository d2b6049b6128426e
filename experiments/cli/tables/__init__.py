"""Answers of the command line: data for programs, tables and sentences for a terminal."""
