"""Touches: the moments at which a channel reached somebody whom we know."""
