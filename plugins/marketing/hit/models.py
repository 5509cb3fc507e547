"""Hits on links."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from plugins.marketing.hit.rules import HitKind


class Via(enum.Enum):
    """How a link was followed."""

    CLICK = "click"
    SCAN = "scan"


HIT_WORDS = {
    HitKind.HUMAN: _l("Human"),
    HitKind.ROBOT: _l("Robot"),
    HitKind.STAFF: _l("Our staff"),
}
VIA_WORDS = {Via.CLICK: _l("Click"), Via.SCAN: _l("Scan")}


class Hit(Model):
    """What one visitor did with one link on one day (UTC); nothing else is kept of a visitor."""

    __tablename__ = "marketing_hit"
    __table_args__ = (
        sa.UniqueConstraint("link_id", "hit_on", "visitor", "kind", "via"),
        sa.CheckConstraint("hits > 0", name="hits"),
        sa.Index("ix_marketing_hit_first", "first_at", "id"),
        sa.Index("ix_marketing_hit_link", "link_id", "first_at", "id"),
        sa.Index("ix_marketing_hit_kind", "kind", "first_at", "id"),
        sa.Index("ix_marketing_hit_via", "via", "first_at", "id"),
    )

    link_id: Mapped[int] = mapped_column(sa.ForeignKey("marketing_link.id"))
    hit_on: Mapped[date]
    visitor: Mapped[str] = mapped_column(sa.String(32))
    kind: Mapped[HitKind]
    via: Mapped[Via]
    hits: Mapped[int] = mapped_column(default=1, server_default="1")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]

    def __str__(self) -> str:
        return f"{self.link_id}/{self.hit_on}"


class HitDay(Model):
    """How often a link was followed on one day (UTC): the sums of its hits, for pages to read."""

    __tablename__ = "marketing_hit_day"
    __table_args__ = (
        sa.UniqueConstraint("link_id", "hit_on"),
        sa.CheckConstraint("hits > 0 AND people BETWEEN 0 AND hits", name="people"),
        sa.CheckConstraint(
            "visitors BETWEEN 0 AND people AND scans BETWEEN 0 AND people", name="visitors"
        ),
        sa.Index("ix_marketing_hit_day_on", "hit_on", "people"),
    )

    link_id: Mapped[int] = mapped_column(sa.ForeignKey("marketing_link.id"))
    hit_on: Mapped[date]
    hits: Mapped[int]
    people: Mapped[int]
    visitors: Mapped[int] = mapped_column(default=0, server_default="0")
    scans: Mapped[int]
