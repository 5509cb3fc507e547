"""Defect rates: defective units of a thousand sold, and which are too many to be chance."""
