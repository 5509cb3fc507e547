"""Typed settings that an administrator changes while the system runs."""
