"""Invented promotion for a demo company."""
