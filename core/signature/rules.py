"""When a step is done, and whose signature somebody gives.

Source: features.md D2 (serial, parallel all/any/n of m, delegates, approver ≠ requester).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable


def is_done(needed: int, required: Collection[int], given: Collection[int]) -> bool:
    """Return whether the signatures given, by the users they stand for, suffice."""
    return len(set(given)) >= needed and set(required) <= set(given)


def principal(user: int, may_sign: Iterable[int], given: Collection[int]) -> int | None:
    """Return for whom a user signs: oneself if possible, else the first who has not signed.

    :param may_sign: those among the user and the people that the user stands in for.
    """
    left = sorted(set(may_sign) - set(given))
    if user in left:
        return user
    return left[0] if left else None
