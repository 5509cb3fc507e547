"""Touches."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.party.models import Party
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel.models import Channel
from plugins.marketing.link.models import Link


class TouchKind(enum.Enum):
    """How a channel reached somebody."""

    FORM = "form"
    CLICK = "click"
    SCAN = "scan"
    TALK = "talk"
    CODE = "code"


TOUCH_WORDS = {
    TouchKind.FORM: _l("Form"),
    TouchKind.CLICK: _l("Click"),
    TouchKind.SCAN: _l("Scan"),
    TouchKind.TALK: _l("Conversation"),
    TouchKind.CODE: _l("Coupon code"),
}


class Touch(Model):
    """One moment at which a channel reached a lead; the party is added once it is known."""

    __tablename__ = "marketing_touch"
    __table_args__ = (
        sa.CheckConstraint("lead_id IS NOT NULL OR party_id IS NOT NULL", name="somebody"),
        sa.Index("ix_marketing_touch_party", "party_id", "touched_at", "id"),
        sa.Index("ix_marketing_touch_lead", "lead_id", "touched_at", "id"),
    )

    lead_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("marketing_lead.id", ondelete="CASCADE")
    )
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("marketing_channel.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("marketing_campaign.id"), index=True
    )
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("marketing_link.id"), index=True)
    kind: Mapped[TouchKind]
    touched_at: Mapped[datetime]

    channel: Mapped[Channel] = relationship(Channel, lazy="raise")
    campaign: Mapped[Campaign | None] = relationship(Campaign, lazy="raise")
    link: Mapped[Link | None] = relationship(Link, lazy="raise")
    party: Mapped[Party | None] = relationship(Party, lazy="raise")
