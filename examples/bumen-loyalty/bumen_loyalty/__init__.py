"""Tiers and points for the parties that a company deals with."""
