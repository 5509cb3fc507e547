"""What can be done with touches.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.marketing.touch.models import Touch, TouchKind


def record(
    session: Session,
    *,
    channel_id: int,
    kind: TouchKind,
    at: datetime,
    lead_id: int | None = None,
    party_id: int | None = None,
    campaign_id: int | None = None,
    link_id: int | None = None,
) -> Touch:
    """Note that a channel reached a lead or a party."""
    touch = Touch(
        lead_id=lead_id,
        party_id=party_id,
        channel_id=channel_id,
        campaign_id=campaign_id,
        link_id=link_id,
        kind=kind,
        touched_at=at,
    )
    session.add(touch)
    session.flush()
    return touch


def identify(session: Session, lead_id: int, party_id: int) -> None:
    """Say who a lead is: what reached the lead has reached the party."""
    session.execute(sa.update(Touch).where(Touch.lead_id == lead_id).values(party_id=party_id))
