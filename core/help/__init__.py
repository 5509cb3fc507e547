"""What the pages are for and how to work with them, told by the slices themselves."""
