"""Leads."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.party.models import Party
from core.reach import Rows
from core.search import Searchable
from core.states import Stateful
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel.models import Channel


class State(enum.Enum):
    """How far a lead has come."""

    NEW = "new"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"


STATE_WORDS = {
    State.NEW: _l("New"),
    State.QUALIFIED: _l("Qualified"),
    State.WON: _l("Deal won"),
    State.LOST: _l("Deal lost"),
}

TRANSITIONS = {
    (State.NEW, "qualify"): State.QUALIFIED,
    (State.NEW, "lose"): State.LOST,
    (State.QUALIFIED, "win"): State.WON,
    (State.QUALIFIED, "lose"): State.LOST,
}
LABELS = {
    "code": _l("Code"),
    "name": _l("Name"),
    "contacted_on": _l("First contact"),
    "landing_page": _l("Landing page"),
    "state": _l("State"),
    "channel_id": _l("First channel"),
    "last_channel_id": _l("Last channel"),
    "campaign_id": _l("Campaign"),
    "party_id": _l("Customer"),
    "customer_code": _l("Customer code"),
    "segment": _l("Segment"),
    "kind": _l("Kind"),
    "reason": _l("Reason"),
    "decided_at": _l("Decided"),
}


class Lead(Stateful, Searchable, Versioned, Model):
    """Somebody who might buy; no channel means direct or unknown.

    ``channel_id`` is that of the first touch and ``last_channel_id`` that of the last one, both
    as of now: lists need no join to the touches.
    """

    __tablename__ = "marketing_lead"
    __rows__ = Rows("marketing.lead", _l("Leads"), owner="created_by_id")
    __searched__: ClassVar[tuple[str, ...]] = ("code", "name", "segment")
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"search_tokens"})
    __title__ = _l("Lead")
    __labels__: ClassVar = LABELS
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": {state.value: text for state, text in STATE_WORDS.items()}}
    __table_args__ = (
        sa.CheckConstraint("(state IN ('won', 'lost')) = (decided_at IS NOT NULL)", name="decided"),
        sa.Index("ix_marketing_lead_contacted", "contacted_on", "id"),
        sa.Index("ix_marketing_lead_state", "state", "contacted_on", "id"),
        sa.Index("ix_marketing_lead_channel", "channel_id", "contacted_on", "id"),
        sa.Index("ix_marketing_lead_origin", "channel_id", "state"),
        sa.Index("ix_marketing_lead_campaign", "campaign_id", "contacted_on", "id"),
    )

    code: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    contacted_on: Mapped[date]
    landing_page: Mapped[str] = mapped_column(sa.String(100), default="")
    state: Mapped[State] = mapped_column(default=State.NEW)
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("marketing_channel.id"))
    last_channel_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("marketing_channel.id"), index=True
    )
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("marketing_campaign.id"))
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    customer_code: Mapped[str] = mapped_column(sa.String(64), default="")
    segment: Mapped[str] = mapped_column(sa.String(100), default="")
    kind: Mapped[str] = mapped_column(sa.String(50), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    created_at: Mapped[datetime]

    channel: Mapped[Channel | None] = relationship(Channel, lazy="raise", foreign_keys=[channel_id])
    last_channel: Mapped[Channel | None] = relationship(
        Channel, lazy="raise", foreign_keys=[last_channel_id]
    )
    campaign: Mapped[Campaign | None] = relationship(Campaign, lazy="raise")
    party: Mapped[Party | None] = relationship(Party, lazy="raise")

    def __str__(self) -> str:
        return self.name or self.code
