"""Whether the books of finance hold together."""
