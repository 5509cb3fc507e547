"""Models of equipment: what maker and market call them."""
