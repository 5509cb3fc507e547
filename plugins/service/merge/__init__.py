"""Merges: two archives kept as one, until somebody undoes it."""
