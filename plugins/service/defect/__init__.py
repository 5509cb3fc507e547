"""Defects: what can be wrong with goods, by codes that everybody uses."""
