"""One import of files: what was uploaded, what it would do, what it did."""
