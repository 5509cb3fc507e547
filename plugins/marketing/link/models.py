"""Short links."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.search import Searchable
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel.models import Channel


class Link(Searchable, Versioned, Model):
    """A short link; ``address`` is its target with the names of channel and campaign."""

    __tablename__ = "marketing_link"
    __searched__: ClassVar[tuple[str, ...]] = ("code", "title", "host")
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"search_tokens"})
    __title__ = _l("Short link")
    __labels__: ClassVar = {
        "channel_id": _l("Channel"),
        "campaign_id": _l("Campaign"),
        "target": _l("Target"),
        "host": _l("Host"),
        "address": _l("Address"),
        "is_active": _l("In use"),
    }
    __table_args__ = (
        sa.Index("ix_marketing_link_created", "created_at", "id"),
        sa.Index("ix_marketing_link_channel", "channel_id", "created_at", "id"),
        sa.Index("ix_marketing_link_campaign", "campaign_id", "created_at", "id"),
    )

    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    title: Mapped[str] = mapped_column(sa.String(100))
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("marketing_channel.id"))
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("marketing_campaign.id"))
    target: Mapped[str] = mapped_column(sa.String(2000))
    host: Mapped[str] = mapped_column(sa.String(255))
    address: Mapped[str] = mapped_column(sa.String(2400))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    created_at: Mapped[datetime]

    channel: Mapped[Channel] = relationship(Channel, lazy="raise")
    campaign: Mapped[Campaign | None] = relationship(Campaign, lazy="raise")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
