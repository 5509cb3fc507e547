"""Equipment that came, and what whoever asked says of it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.states import Stateful, words
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.purchase.models import Purchase


class State(enum.Enum):
    """Whether whoever asked has looked at what came."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


STATES = {
    State.WAITING: (_l("Waits for acceptance"), "orange"),
    State.ACCEPTED: (_l("Accepted by who asked"), "green"),
    State.REFUSED: (_l("Refused on acceptance"), "red"),
}
TRANSITIONS = {(State.WAITING, "accept"): State.ACCEPTED, (State.WAITING, "refuse"): State.REFUSED}


class Check(enum.Enum):
    """What is looked at before something is accepted."""

    AS_ORDERED = "as_ordered"
    UNDAMAGED = "undamaged"
    COMPLETE = "complete"
    WORKS = "works"
    NUMBERS = "numbers"


CHECK_WORDS = {
    Check.AS_ORDERED: _l("Model and number of pieces are as ordered"),
    Check.UNDAMAGED: _l("Nothing is damaged"),
    Check.COMPLETE: _l("Accessories and papers are complete"),
    Check.WORKS: _l("Everything was switched on and works"),
    Check.NUMBERS: _l("Serial numbers and tags are right"),
}


class Receipt(Stateful, Model):
    """Some pieces of a purchase that came on one day.

    :ivar checks: which checks they passed, once whoever asked has looked at them.
    """

    __tablename__ = "it_assets_receipt"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name="reason"),
        sa.Index("ix_it_assets_receipt_state", "state", "number", "id"),
    )
    __audited__ = True
    __title__ = _l("Receipt of equipment")
    __labels__: ClassVar = {
        "purchase_id": _l("Purchase of equipment"),
        "note": _l("Delivery note"),
        "received_on": _l("Received on"),
        "received_at": _l("Taken in at"),
        "received_by_id": _l("Taken in by"),
        "checks": _l("Passed checks"),
        "reason": _l("What is wrong"),
        "decided_at": _l("Looked at"),
        "decided_by_id": _l("Looked at by"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATES), "checks": words(CHECK_WORDS)}

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    purchase_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_purchase.id"), index=True)
    quantity: Mapped[int]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    received_on: Mapped[date]
    received_at: Mapped[datetime]
    received_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    checks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))

    purchase: Mapped[Purchase] = relationship(Purchase, lazy="raise")
    received_by: Mapped[User] = relationship(
        User, lazy="raise", foreign_keys="Receipt.received_by_id"
    )
    decided_by: Mapped[User | None] = relationship(
        User, lazy="raise", foreign_keys="Receipt.decided_by_id"
    )
    units: Mapped[list[Unit]] = relationship(lazy="raise", order_by="Unit.id")

    def __str__(self) -> str:
        return self.number


class Unit(Model):
    """One piece that came: an asset from then on."""

    __tablename__ = "it_assets_receipt_unit"

    receipt_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_receipt.id"), index=True)
    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_asset.id"), unique=True)

    asset: Mapped[Asset] = relationship(Asset, lazy="raise")
