"""Custody: who had an asset from when until when."""
