"""Money that goes back to buyers."""
