"""Orders that a mall pushes instead of exporting files."""
