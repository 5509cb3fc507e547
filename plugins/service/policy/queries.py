"""Questions asked of policies; each returns a Select."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select

from plugins.service.policy.models import Policy, Right


def all_policies() -> Select[Policy]:
    """Every policy."""
    return select(Policy)


def applying(entitlement: Right, category: str, on: date) -> Select[Policy]:
    """The policy for what was signed for on a day: the category's own, or that of all others."""
    return (
        select(Policy)
        .where(
            Policy.entitlement == entitlement,
            Policy.category.in_(("", category)),
            Policy.valid_from <= on,
        )
        .order_by((Policy.category == "").asc(), Policy.valid_from.desc())
        .limit(1)
    )


def beginning(entitlement: Right, category: str, on: date) -> Select[Policy]:
    """The policy of a right and category that begins on a day."""
    return select(Policy).where(
        Policy.entitlement == entitlement,
        Policy.category == category,
        Policy.valid_from == on,
    )
