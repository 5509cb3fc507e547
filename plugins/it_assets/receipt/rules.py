"""How serial numbers are read from what somebody typed or scanned."""

from __future__ import annotations

from collections import Counter


def serials_of(text: str) -> list[str]:
    """Return one serial number for each line that is not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def twice(serials: list[str]) -> list[str]:
    """Return the serial numbers that stand there more than once, whatever their case."""
    counts = Counter(one.casefold() for one in serials)
    seen = {one.casefold(): one for one in reversed(serials)}
    return [seen[key] for key, count in counts.items() if count > 1]
