"""Catalog: products, stock and restocking."""
