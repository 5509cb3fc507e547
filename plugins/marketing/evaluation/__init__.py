"""Evaluation: what a campaign brought, beside its forecast and what would have sold anyway."""
