"""Channels: the registered ways on which people hear of us."""
