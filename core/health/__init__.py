"""Whether this process can work, for whoever watches it."""
