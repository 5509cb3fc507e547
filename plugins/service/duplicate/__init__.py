"""Duplicates: customers who may be one person, with the evidence."""
