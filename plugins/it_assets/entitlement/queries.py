"""Questions asked of entitlements; each returns a Select."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.organisation import queries as organisation
from core.organisation.models import Assignment, Department, Post
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.entitlement.models import Entitlement


def all_entitlements() -> Select[Entitlement]:
    """Every entitlement."""
    return select(Entitlement)


def entitlement(entitlement_id: int) -> Select[Entitlement]:
    """One entitlement with its post and category."""
    return (
        select(Entitlement)
        .where(Entitlement.id == entitlement_id)
        .options(joinedload(Entitlement.post), joinedload(Entitlement.category))
    )


def posts() -> Select[int, str]:
    """Every post by department, called by both."""
    return (
        select(Post.id, Department.name + " · " + Post.name)
        .join(Department, Department.id == Post.department_id)
        .order_by(Department.code, Post.name)
    )


def between(post_id: int, category_id: int) -> Select[int]:
    """The entitlement of a post to a category."""
    return select(Entitlement.id).where(
        Entitlement.post_id == post_id, Entitlement.category_id == category_id
    )


def regulated(category_id: int) -> Select[int]:
    """How many posts are told how much they are entitled to of a category."""
    return select(func.count(Entitlement.id)).where(Entitlement.category_id == category_id)


def of_person(user_id: int, category_id: int, on: date) -> Select[*tuple[Any, ...]]:
    """Quantity and price of the posts that somebody holds on a day."""
    return (
        select(Entitlement.quantity, Entitlement.price)
        .join(Assignment, Assignment.post_id == Entitlement.post_id)
        .where(
            Assignment.user_id == user_id,
            Entitlement.category_id == category_id,
            organisation.on_day(on),
        )
    )


def held(user_id: int, category_id: int) -> Select[int]:
    """How many pieces of a category somebody has."""
    return select(func.count(Asset.id)).where(
        Asset.holder_id == user_id, Asset.category_id == category_id, Asset.state != State.DISPOSED
    )
