"""Forecasts: what a campaign was expected to bring, locked when it starts, scored when it ends."""
