"""Backlog: cases that other systems have kept until now."""
