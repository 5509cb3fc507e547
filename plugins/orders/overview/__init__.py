"""What the first page tells of orders."""
