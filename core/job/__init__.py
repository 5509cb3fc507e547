"""Work that runs behind the pages: one row for each piece of it."""
