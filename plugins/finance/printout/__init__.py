"""Printouts: statements on paper, as suppliers get them."""
