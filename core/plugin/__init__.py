"""Which plugins there are, which are on, and why the others are not."""
