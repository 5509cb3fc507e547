"""Under whom archives are kept: the roots of a forest of merges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def heads(members: Iterable[int], kept_by: Mapping[int, int]) -> dict[int, int]:
    """Return the head of each member.

    :param kept_by: under whom those are kept who were merged; it has no circles, because only
        heads are merged.
    """
    found = {}
    for member in members:
        head = member
        while head in kept_by:
            head = kept_by[head]
        found[member] = head
    return found
