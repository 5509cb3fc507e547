"""A demo company's settlements, in every state."""
