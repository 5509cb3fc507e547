"""Profiles that people make by choosing the columns of a file by hand."""
