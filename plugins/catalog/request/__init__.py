"""Purchase requests."""
