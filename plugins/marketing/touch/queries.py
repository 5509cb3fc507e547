"""Questions asked of touches; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from plugins.marketing.channel.models import Channel
from plugins.marketing.touch.models import Touch


def of_lead(lead_id: int) -> Select[Touch]:
    """What reached a lead, the earliest first."""
    return (
        select(Touch)
        .where(Touch.lead_id == lead_id)
        .options(joinedload(Touch.channel), joinedload(Touch.campaign), joinedload(Touch.link))
        .order_by(Touch.touched_at, Touch.id)
    )


def of_party(party_id: int) -> Select[Touch]:
    """What reached a party, the latest first."""
    return (
        select(Touch)
        .where(Touch.party_id == party_id)
        .options(joinedload(Touch.channel), joinedload(Touch.campaign))
        .order_by(Touch.touched_at.desc(), Touch.id.desc())
    )


def parties() -> Select[Any]:
    """The parties that anything has reached."""
    return select(Touch.party_id).where(Touch.party_id.is_not(None))


def told(party_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Party, moment, channel, its kind and campaign of what reached some parties, in order."""
    return (
        select(Touch.party_id, Touch.touched_at, Touch.channel_id, Channel.kind, Touch.campaign_id)
        .join(Channel, Channel.id == Touch.channel_id)
        .where(Touch.party_id.in_(party_ids))
        .order_by(Touch.party_id, Touch.touched_at, Touch.id)
    )
