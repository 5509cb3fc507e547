"""What the first page tells of finance."""
