"""What is calculated about favourites without asking the database."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

# Signs that stand in no address and no title: between what is told of one favourite, and behind it.
BETWEEN, BEHIND = "\x1f", "\x1e"
FIELDS = 3
PASSING = frozenset({"page", "at", "format"})  # where one is in a list is no part of what it shows


def address(url: str) -> str:
    """Return the address that two views of the same rows have in common."""
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in PASSING]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def line(title: str) -> str:
    """Return a title on one line, without signs that nobody sees."""
    return " ".join(title.split())


def understood(told: str | None) -> list[tuple[str, str]]:
    """Return address and title of favourites in their order, from what a query says in one text."""
    parts = [one.split(BETWEEN) for one in (told or "").split(BEHIND)]
    parts = [one for one in parts if len(one) == FIELDS]  # all, but for titles of another time
    return [(url, title) for _place, url, title in sorted(parts, key=lambda one: int(one[0]))]
