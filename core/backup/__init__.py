"""The whole of a deployment in one file: its records and its stored files."""
