"""Lot: the quantities and levels that cost least, by the formulae of the textbooks."""
