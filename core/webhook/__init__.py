"""Telling other systems what happens here, as soon as it is committed."""
