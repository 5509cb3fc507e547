"""Hits: who followed a link, told apart into people, robots and our own staff."""
