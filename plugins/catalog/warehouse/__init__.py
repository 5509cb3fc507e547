"""Warehouses: where stock lies."""
