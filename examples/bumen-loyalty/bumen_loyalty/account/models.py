"""Accounts and what they consist of."""

from __future__ import annotations

import enum
from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.party.models import Party


class Tier(enum.Enum):
    """How close a party is."""

    BASIC = "basic"
    SILVER = "silver"
    GOLD = "gold"


TIERS = {
    Tier.BASIC: (_l("Basic"), "secondary"),
    Tier.SILVER: (_l("Silver"), "azure"),
    Tier.GOLD: (_l("Gold"), "yellow"),
}


class Account(Model):
    """What loyalty knows of a party; the party itself knows nothing of it."""

    __tablename__ = "loyalty_account"
    __audited__ = True
    __title__ = _l("Loyalty account")
    __named_after__ = ("party_id",)
    __labels__: ClassVar = {"tier": _l("Tier"), "points": _l("Points")}
    __words__: ClassVar = {"tier": {tier.value: words for tier, (words, _) in TIERS.items()}}
    __table_args__ = (
        sa.CheckConstraint("points >= 0", name="points"),
        sa.Index("ix_loyalty_account_points", "points", "id"),
    )

    party_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_party.id", ondelete="CASCADE"), unique=True
    )
    tier: Mapped[Tier] = mapped_column(default=Tier.BASIC)
    points: Mapped[int] = mapped_column(default=0)

    party: Mapped[Party] = relationship(Party, lazy="raise")


class Entry(Model):
    """Points that were earned at once; ``source`` says by what, so that they are given once."""

    __tablename__ = "loyalty_account_entry"
    __table_args__ = (sa.Index("ix_loyalty_account_entry_expires", "is_expired", "expires_on"),)

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("loyalty_account.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(sa.String(100), unique=True)
    points: Mapped[int]
    earned_on: Mapped[date]
    expires_on: Mapped[date]
    is_expired: Mapped[bool] = mapped_column(default=False)
