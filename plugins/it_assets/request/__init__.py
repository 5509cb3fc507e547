"""Requests: what colleagues need for their work, and why."""
