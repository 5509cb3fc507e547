"""What the first page shows of the catalogue."""
