"""Variances: what a stocktake found that differs from the register, and what follows from it."""
