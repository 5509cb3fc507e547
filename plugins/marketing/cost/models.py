"""Costs of channels."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Rate, Versioned
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel.models import Channel


class Cost(Versioned, Model):
    """What a channel cost on a day.

    ``amount`` is in the currency that was paid, ``home_amount`` in the company's at ``rate``,
    that of the day.  Some files tell no day: then ``booked_on`` is that of the first import, and
    the cost counts for its channel and campaign but for no span of days.
    """

    __tablename__ = "marketing_cost"
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"key"})
    __title__ = _l("Cost")
    __labels__: ClassVar = {
        "channel_id": _l("Channel"),
        "campaign_id": _l("Campaign"),
        "booked_on": _l("Day"),
        "is_dated": _l("The day is known"),
        "reference": _l("Advertisement"),
        "placement": _l("Placement"),
        "impressions": _l("Impressions"),
        "clicks": _l("Clicks"),
        "conversions": _l("Conversions"),
        "rate": _l("Exchange rate"),
        "home_amount": _l("In our currency"),
        "recorded_at": _l("Entered"),
    }
    __table_args__ = (
        sa.CheckConstraint("amount >= 0 AND home_amount >= 0 AND rate > 0", name="amount"),
        sa.CheckConstraint("impressions >= 0 AND clicks >= 0 AND conversions >= 0", name="counts"),
        sa.Index("ix_marketing_cost_booked", "booked_on", "id"),
        sa.Index("ix_marketing_cost_channel", "channel_id", "booked_on", "id"),
        sa.Index("ix_marketing_cost_campaign", "campaign_id", "booked_on", "id"),
        sa.Index("ix_marketing_cost_home_amount", "home_amount", "id"),
    )

    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("marketing_channel.id"))
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("marketing_campaign.id"))
    booked_on: Mapped[date]
    is_dated: Mapped[bool] = mapped_column(default=True)
    reference: Mapped[str] = mapped_column(sa.String(64), default="")
    placement: Mapped[str] = mapped_column(sa.String(64), default="")
    impressions: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    clicks: Mapped[int] = mapped_column(default=0)
    conversions: Mapped[int] = mapped_column(default=0)
    amount: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(sa.String(3))
    rate: Mapped[Decimal] = mapped_column(Rate)
    home_amount: Mapped[Decimal]
    recorded_at: Mapped[datetime]

    channel: Mapped[Channel] = relationship(Channel, lazy="raise")
    campaign: Mapped[Campaign | None] = relationship(Campaign, lazy="raise")

    def __str__(self) -> str:
        return f"{self.booked_on} {self.reference}".strip()
