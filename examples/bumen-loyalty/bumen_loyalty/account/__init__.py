"""Accounts: the tier and the points of a party."""
