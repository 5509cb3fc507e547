"""The value that equipment loses while it serves."""
