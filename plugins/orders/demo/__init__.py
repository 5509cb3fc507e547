"""A demo company's sales, invented but imported like real ones."""
