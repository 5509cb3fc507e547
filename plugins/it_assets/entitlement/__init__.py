"""Entitlements: which equipment comes with a post."""
