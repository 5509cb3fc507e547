"""Casework: what a case is, how it goes on, and when it is due."""
