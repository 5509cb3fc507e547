"""Parcels on their way and the events that carriers report."""
