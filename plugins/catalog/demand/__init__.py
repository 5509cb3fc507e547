"""Demand: how much of a product is wanted a day."""
