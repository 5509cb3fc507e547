"""Paying suppliers: their bank accounts, payment batches and what the bank answers."""
