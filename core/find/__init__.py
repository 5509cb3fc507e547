"""The search through everything: one page, a group for each kind of record."""
