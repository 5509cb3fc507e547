"""Whom the company deals with: suppliers, customers, partners and vendors."""
