"""Questions asked of reviews; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select

from plugins.service.review.models import Review


def all_reviews() -> Select[Review]:
    """Every review."""
    return select(Review)


def of_party(party_id: int) -> Select[Review]:
    """The reviews of a customer, the latest first."""
    return (
        select(Review)
        .where(Review.party_id == party_id)
        .order_by(Review.reviewed_at.desc(), Review.id.desc())
    )


def known(source: str, keys: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Which reviews of a source are there already."""
    return select(Review.external_key, Review.order_number).where(
        Review.source == source, Review.external_key.in_(keys)
    )


def low(source: str, score: int) -> Select[Review]:
    """The bad reviews of a source of which no case was opened."""
    return (
        select(Review)
        .where(Review.source == source, Review.score <= score, Review.case_id.is_(None))
        .order_by(Review.id)
    )


def repeated(source: str) -> Select[int]:
    """How many reviews of a source tell of more orders than one."""
    several = (
        select(Review.external_key)
        .where(Review.source == source)
        .group_by(Review.external_key)
        .having(func.count(Review.id) > 1)
        .subquery()
    )
    return select(func.count()).select_from(several)
