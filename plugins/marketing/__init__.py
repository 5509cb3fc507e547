"""Promotion: channels, links, campaigns, leads, what they cost and what they brought."""
