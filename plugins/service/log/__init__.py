"""The log of another help desk: what happened to its tickets, by codes."""
