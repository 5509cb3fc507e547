"""Questions asked of campaigns; each returns a Select."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.search import found
from plugins.marketing.campaign.models import STARTED, Campaign, State


def all_campaigns() -> Select[Campaign]:
    """Every campaign."""
    return select(Campaign)


def campaign(campaign_id: int) -> Select[Campaign]:
    """One campaign with who planned it."""
    return (
        select(Campaign).where(Campaign.id == campaign_id).options(joinedload(Campaign.created_by))
    )


@cache
def names() -> Select[*tuple[int, str]]:
    """Key and name of every campaign, the latest first."""
    title = (Campaign.number + " " + Campaign.title).label("title")
    latest = (Campaign.starts_on.desc(), Campaign.id.desc())
    return select(Campaign.id, title).order_by(*latest).execution_options(prepared=True)


def open_names() -> Select[*tuple[int, str]]:
    """Key and name of the campaigns that links and costs may still be entered for."""
    return names().where(Campaign.state.not_in((State.REVIEWED, State.DROPPED)))


def started_days(first: date, last: date) -> Select[*tuple[Any, ...]]:
    """Key, first and last day of the campaigns that ran on some day of a span."""
    return select(Campaign.id, Campaign.starts_on, Campaign.ends_on).where(
        Campaign.state.in_(STARTED), Campaign.starts_on <= last, Campaign.ends_on >= first
    )


def in_state(state: State) -> Select[int]:
    """How many campaigns are in a state."""
    return select(func.count(Campaign.id)).where(Campaign.state == state)


def with_words(words: str, limit: int) -> Select[Campaign]:
    """Some campaigns that have all words, the latest first."""
    return found(Campaign, words, limit).order_by(Campaign.starts_on.desc(), Campaign.id.desc())
