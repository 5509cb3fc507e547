"""What marketing shows on the first page."""
