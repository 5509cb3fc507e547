"""What is calculated about favourites without asking the database."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

PASSING = frozenset({"page", "at", "format"})  # where one is in a list is no part of what it shows


def address(url: str) -> str:
    """Return the address that two views of the same rows have in common."""
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in PASSING]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path
