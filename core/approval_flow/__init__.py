"""Approval flows: which stages a kind of record goes through, and who signs in each."""
