"""The beginning of a new plugin: a distribution with one slice that works at once."""
