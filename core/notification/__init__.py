"""Notifications: what users are told of, and the inbox in which they read it."""
