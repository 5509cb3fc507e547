"""Stocktakes: whether everything is where the register says."""
