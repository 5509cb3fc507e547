"""Pages that a user has starred, for the menu."""
