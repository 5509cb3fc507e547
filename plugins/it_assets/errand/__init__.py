"""Errands: what waits for somebody, on the first page and on the pages of records."""
