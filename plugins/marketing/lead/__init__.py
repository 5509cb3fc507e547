"""Leads: who might become a customer, where they came from, and what became of them."""
