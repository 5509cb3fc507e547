"""Imports of parties."""
