"""What follows from the tree of departments: what lies below, and who leads whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a department stands; ``head`` is the user who leads it and may sign in."""

    parent: int | None
    head: int | None


def upwards(tree: Mapping[int, Place], department: int | None) -> Iterator[int]:
    """Return a department and those above it, the nearest first; a circle ends."""
    seen: set[int] = set()
    while department is not None and department in tree and department not in seen:
        seen.add(department)
        yield department
        department = tree[department].parent


def below(tree: Mapping[int, Place], departments: Iterable[int]) -> frozenset[int]:
    """Return some departments and all that lie below them."""
    roots = set(departments)
    return frozenset(one for one in tree if not roots.isdisjoint(upwards(tree, one)))


def leader(tree: Mapping[int, Place], department: int, without: Collection[int]) -> int | None:
    """Return who leads a department, or the nearest above it that is led by somebody else.

    :param without: who does not count, such as whoever asks: then the next above leads.
    """
    for one in upwards(tree, department):
        head = tree[one].head
        if head is not None and head not in without:
            return head
    return None


def managers(
    tree: Mapping[int, Place], user: int, works_in: Iterable[int], without: Collection[int] = ()
) -> frozenset[int]:
    """Return who leads a user: the head of each department, or above for its head itself.

    :param works_in: the departments in which the user holds a post.
    """
    barred = {user, *without}
    leads = {one for one, place in tree.items() if place.head == user}
    found = {leader(tree, one, barred) for one in {*works_in, *leads}}
    return frozenset(one for one in found if one is not None)
