"""Policy: when to order, and how much."""
