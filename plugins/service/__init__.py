"""Customers, their cases after the sale, and what is wrong with products."""
