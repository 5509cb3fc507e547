"""Identities: the numbers and accounts by which a customer is known, each with its consent."""
