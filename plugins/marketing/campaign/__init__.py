"""Campaigns: planned with a budget and a forecast, approved, live, ended, reviewed."""
