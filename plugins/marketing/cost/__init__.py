"""Costs: what a channel cost on a day, in its own currency and in ours."""
