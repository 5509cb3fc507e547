"""Imports of products and of past receipts."""
