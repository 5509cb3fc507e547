"""Office equipment: what it is worth, month by month."""
