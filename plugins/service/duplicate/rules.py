"""How much speaks for two customers being one person, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable

# A wrong merge costs more than a missed one: a weak sign alone proposes nothing.
WEIGHTS = {
    "platform": 90,
    "wechat": 80,
    "phone": 60,
    "email": 50,
    "qq": 50,
    "address": 20,
    "purchase": 15,
}
ENOUGH = 30
Verified = tuple[str, str, str]  # kind, scope and value


def score(kinds: Iterable[str]) -> int:
    """Return how much some kinds of evidence weigh together, at most 100."""
    return min(100, sum(WEIGHTS[kind] for kind in set(kinds)))


def conflicts(one: Iterable[Verified], other: Iterable[Verified]) -> list[tuple[str, str]]:
    """Return the kinds and scopes in which both proved something, and nothing in common."""
    first, second = _by_kind(one), _by_kind(other)
    return sorted(
        place for place in first.keys() & second.keys() if not first[place] & second[place]
    )


def _by_kind(verified: Iterable[Verified]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for kind, scope, value in verified:
        found.setdefault((kind, scope), set()).add(value)
    return found
