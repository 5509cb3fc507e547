"""The ledger of points."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.party.models import Party
from core.reach import Reach, Rows
from core.user.models import User
from plugins.orders.dealer.models import Dealer
from plugins.orders.ledger.models import Order

NOTHING = Decimal(0)


class Kind(enum.Enum):
    """Why points come or go."""

    EARN = "earn"
    CONFIRM = "confirm"
    REVERSE = "reverse"
    EXPIRE = "expire"
    ADJUST = "adjust"


KIND_WORDS = {
    Kind.EARN: _l("Earned"),
    Kind.CONFIRM: _l("Confirmed"),
    Kind.REVERSE: _l("Taken back by a refund"),
    Kind.EXPIRE: _l("Expired"),
    Kind.ADJUST: _l("Adjusted"),
}


def _earned_by(users: Any) -> sa.ColumnElement[bool]:
    return Points.party_id.in_(sa.select(Dealer.party_id).where(Dealer.user_id.in_(users)))


class Points(Model):
    """One entry; triggers refuse to change or delete it, and the balance is the sum of all.

    ``pending`` and ``confirmed`` are what the entry adds to each; ``base`` is the money that
    points are earned with, negative where a refund gives it back.
    """

    __tablename__ = "orders_points"
    __rows__ = Rows(
        "orders.points",
        _l("Points"),
        owner=_earned_by,
        unset=Reach.OWN,
        everything="orders.points.all",
    )
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'earn' AND pending >= 0 AND confirmed = 0 AND base > 0) "
            "OR (kind = 'confirm' AND pending < 0 AND confirmed = -pending AND base = 0) "
            "OR (kind = 'reverse' AND pending <= 0 AND confirmed <= 0 AND base < 0) "
            "OR (kind = 'expire' AND pending = 0 AND confirmed < 0 AND base = 0) "
            "OR (kind = 'adjust' AND pending = 0 AND confirmed <> 0 AND base = 0)",
            name="amounts",
        ),
        sa.CheckConstraint("(kind IN ('expire', 'adjust')) = (order_id IS NULL)", name="order"),
        sa.CheckConstraint("(kind = 'reverse') = (refund_id IS NOT NULL)", name="refund"),
        sa.Index(
            "ix_orders_points_earned",
            "order_id",
            unique=True,
            sqlite_where=sa.text("kind = 'earn'"),
            postgresql_where=sa.text("kind = 'earn'"),
        ),
        sa.Index("ix_orders_points_refund", "refund_id", unique=True),
        sa.Index("ix_orders_points_order", "order_id", "id"),
        sa.Index("ix_orders_points_party", "party_id", "at", "id"),
        sa.Index("ix_orders_points_at", "at", "id"),
        sa.Index("ix_orders_points_kind", "kind", "at", "id"),
    )

    party_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders_order.id"))
    refund_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders_refund.id"))
    kind: Mapped[Kind]
    pending: Mapped[Decimal] = mapped_column(default=NOTHING)
    confirmed: Mapped[Decimal] = mapped_column(default=NOTHING)
    base: Mapped[Decimal] = mapped_column(default=NOTHING)
    expires_on: Mapped[date | None]
    on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    party: Mapped[Party] = relationship(Party, lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    by: Mapped[User | None] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return str(KIND_WORDS[self.kind])
