"""Channels: where users and the company are told outside of the pages: e-mail and robots."""
