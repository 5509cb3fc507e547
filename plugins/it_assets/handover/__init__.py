"""Handovers: several assets given or taken back with one signature."""
