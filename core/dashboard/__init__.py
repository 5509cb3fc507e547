"""The first page: what is going on, in figures that lead to their rows."""
