"""Questions asked of leads; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from core.rows import EVERY_ROW
from core.search import found
from plugins.marketing.lead.models import Lead, State


@cache
def all_leads() -> Select[Lead]:
    """Every lead."""
    return select(Lead)


def lead(lead_id: int) -> Select[Lead]:
    """One lead with its channels, campaign and customer."""
    return (
        select(Lead)
        .where(Lead.id == lead_id)
        .options(
            joinedload(Lead.channel),
            joinedload(Lead.last_channel),
            joinedload(Lead.campaign),
            joinedload(Lead.party),
        )
    )


def coded(codes: Collection[str]) -> Select[Lead]:
    """The leads with these codes."""
    # Codes are taken, and leads touched again, whoever may see them.
    return select(Lead).where(Lead.code.in_(codes)).execution_options(**EVERY_ROW)


def conversion(campaign_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Leads and won deals by first channel; the channel is null for direct or unknown."""
    asked = select(
        Lead.channel_id,
        func.count(Lead.id).label("leads"),
        func.count(case((Lead.state == State.WON, Lead.id))).label("won"),
    ).group_by(Lead.channel_id)
    return asked if campaign_id is None else asked.where(Lead.campaign_id == campaign_id)


def contacted_between(first: date, end: date) -> Select[int]:
    """How many leads came from one day up to, not including, another."""
    return select(func.count(Lead.id)).where(Lead.contacted_on >= first, Lead.contacted_on < end)


def with_words(words: str, limit: int) -> Select[Lead]:
    """Some leads that have all words, the latest first."""
    return found(Lead, words, limit).order_by(Lead.contacted_on.desc(), Lead.id.desc())
