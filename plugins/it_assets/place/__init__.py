"""Places where equipment is kept or used."""
