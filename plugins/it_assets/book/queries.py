"""Questions asked of the books; each returns a Select."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from plugins.it_assets.asset.models import Asset
from plugins.it_assets.book.models import Reading
from plugins.it_assets.category.models import Category


def on_the_books(as_of: date) -> Select[*tuple[Any, ...]]:
    """What the books hold on a day, by tag: the facts that its value follows from."""
    last = (
        select(Reading.asset_id, func.max(Reading.units).label("used"))
        .where(Reading.read_on <= as_of)
        .group_by(Reading.asset_id)
        .subquery()
    )
    begun = func.coalesce(Asset.purchased_on, Asset.in_use_on)
    return (
        select(
            Asset.id,
            Asset.tag,
            Asset.name,
            Category.name.label("category"),
            Asset.currency,
            Asset.cost,
            Asset.residual_rate,
            Asset.method,
            Asset.months,
            Asset.in_use_on,
            Asset.disposed_on,
            Asset.planned_units,
            func.coalesce(last.c.used, 0).label("used"),
        )
        .join(Category, Category.id == Asset.category_id)
        .outerjoin(last, last.c.asset_id == Asset.id)
        .where(begun <= as_of, or_(Asset.disposed_on.is_(None), Asset.disposed_on > as_of))
        .order_by(Asset.tag)
    )


def used_by(asset_id: int, as_of: date) -> Select[int]:
    """How many units an asset has produced by a day."""
    return select(func.coalesce(func.max(Reading.units), 0)).where(
        Reading.asset_id == asset_id, Reading.read_on <= as_of
    )


def readings(asset_id: int) -> Select[Reading]:
    """The readings of an asset, the first first."""
    return select(Reading).where(Reading.asset_id == asset_id).order_by(Reading.read_on)
