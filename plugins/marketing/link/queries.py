"""Questions asked of short links; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.search import found
from plugins.marketing.hit import queries as hits
from plugins.marketing.hit.models import HitDay
from plugins.marketing.link.models import Link


@cache
def all_links() -> Select[Link]:
    """Every link."""
    return select(Link)


def link(link_id: int) -> Select[Link]:
    """One link with its channel and campaign."""
    return (
        select(Link)
        .where(Link.id == link_id)
        .options(joinedload(Link.channel), joinedload(Link.campaign))
    )


def destination(code: str) -> Select[*tuple[Any, ...]]:
    """What a redirect needs to know: key, address and whether the link is in use."""
    return select(Link.id, Link.address, Link.is_active).where(Link.code == code)


def coded(codes: Collection[str]) -> Select[Link]:
    """The links with these codes."""
    return select(Link).where(Link.code.in_(codes))


def to_print(channel_id: int, campaign_id: int) -> Select[Link]:
    """The links in use of a channel and a campaign, or of all; no more than a few sheets."""
    asked = select(Link).where(Link.is_active).options(joinedload(Link.channel))
    if channel_id:
        asked = asked.where(Link.channel_id == channel_id)
    if campaign_id:
        asked = asked.where(Link.campaign_id == campaign_id)
    return asked.order_by(Link.created_at.desc(), Link.id.desc()).limit(60)


def with_words(words: str, limit: int) -> Select[Link]:
    """Some links that have all words, the latest first."""
    return found(Link, words, limit).order_by(Link.created_at.desc(), Link.id.desc())


def people_by_channel(campaign_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Hits of people and visitors by channel."""
    _hits, people, visitors, _scans = hits.counts()
    asked = (
        select(Link.channel_id, people, visitors)
        .join(HitDay, HitDay.link_id == Link.id)
        .where(HitDay.people > 0)
        .group_by(Link.channel_id)
    )
    return asked if campaign_id is None else asked.where(Link.campaign_id == campaign_id)
