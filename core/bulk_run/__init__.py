"""Acting on several rows of a list at once."""
