"""Comments: what colleagues say of a record, on its page."""
