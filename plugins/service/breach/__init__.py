"""Breaches: service levels that were not kept, and who was told."""
