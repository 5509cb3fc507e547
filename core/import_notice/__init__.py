"""Notices of imports: whoever waited is told what became of the files."""
