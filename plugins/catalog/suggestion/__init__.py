"""Restock suggestions."""
