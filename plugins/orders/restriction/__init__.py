"""Restriction: which rows of orders are those of some stores."""
