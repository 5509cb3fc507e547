"""Crashes of plugins in the pages of others, for the administrator to see."""
