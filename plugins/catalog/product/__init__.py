"""Products, and the families of those that are alike."""
