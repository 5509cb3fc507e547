"""Purchases: the offers of vendors, and what was ordered of one of them."""
