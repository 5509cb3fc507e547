"""Short links: an address of ours that leads to one of somebody's, and its code to scan."""
