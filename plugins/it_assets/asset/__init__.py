"""Assets: pieces of equipment, each with its tag."""
