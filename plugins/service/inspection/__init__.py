"""Inspection: what came back, and what follows from it."""
