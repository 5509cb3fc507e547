"""The books of equipment: what each asset is worth on any day."""
