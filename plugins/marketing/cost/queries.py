"""Questions asked of costs; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.db import Money
from plugins.marketing.cost.models import Cost


@cache
def all_costs() -> Select[Cost]:
    """Every cost."""
    return select(Cost)


def cost(cost_id: int) -> Select[Cost]:
    """One cost with its channel and campaign."""
    return (
        select(Cost)
        .where(Cost.id == cost_id)
        .options(joinedload(Cost.channel), joinedload(Cost.campaign))
    )


def keyed(keys: Collection[str]) -> Select[Cost]:
    """The costs with these keys."""
    return select(Cost).where(Cost.key.in_(keys))


def by_channel(campaign_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Cost in our currency, paid clicks and what they cost, by channel.

    A click has a price only where both are known: a fixed fee without clicks makes none dearer.
    """
    asked = select(
        Cost.channel_id,
        func.sum(Cost.home_amount, type_=Money()).label("cost"),
        func.sum(Cost.clicks).label("clicks"),
        func.sum(Cost.impressions).label("impressions"),
    ).group_by(Cost.channel_id)
    return asked if campaign_id is None else asked.where(Cost.campaign_id == campaign_id)
