"""Progress: the steps of a case, and what must hold before it takes them."""
