"""Office equipment from purchase to disposal."""
