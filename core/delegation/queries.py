"""Questions asked of delegations; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from core.delegation.models import Delegation


def concerning(user_id: int, on: date) -> Select[Delegation]:
    """Those of a user and those in which the user stands in, now and later."""
    return (
        select(Delegation)
        .where(
            or_(Delegation.user_id == user_id, Delegation.delegate_id == user_id),
            Delegation.until_on > on,
        )
        .options(joinedload(Delegation.user), joinedload(Delegation.delegate))
        .order_by(Delegation.from_on, Delegation.id)
    )


def represented(delegate_id: int, on: date) -> Select[int]:
    """Whom a user stands in for on a day."""
    return select(Delegation.user_id).where(
        Delegation.delegate_id == delegate_id,
        Delegation.from_on <= on,
        Delegation.until_on > on,
    )


def delegates(users: Collection[int], on: date) -> Select[int]:
    """Who stands in for any of some users on a day."""
    return select(Delegation.delegate_id).where(
        Delegation.user_id.in_(users), Delegation.from_on <= on, Delegation.until_on > on
    )


def meeting(user_id: int, first: date, until: date) -> Select[Delegation]:
    """The delegations of a user that share a day with [first, until)."""
    return select(Delegation).where(
        Delegation.user_id == user_id, Delegation.from_on < until, Delegation.until_on > first
    )
