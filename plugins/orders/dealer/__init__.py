"""Dealers: users who report orders for a party."""
