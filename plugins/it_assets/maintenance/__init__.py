"""Maintenance: repairs, and what is looked after by a plan."""
