"""Sales that people type in: in a shop, with a partner, by order report."""
