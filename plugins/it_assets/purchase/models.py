"""Offers of vendors, and what was ordered of one of them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.party.models import Party
from core.states import Stateful, words
from core.user.models import User
from plugins.it_assets.request.models import Request


class State(enum.Enum):
    """How far a purchase has come."""

    ORDERED = "ordered"
    RECEIVED = "received"
    SHORT = "short"
    CANCELLED = "cancelled"


STATES = {
    State.ORDERED: (_l("Ordered"), "azure"),
    State.RECEIVED: (_l("Received"), "green"),
    State.SHORT: (_l("Closed short"), "orange"),
    State.CANCELLED: (_l("Cancelled"), "secondary"),
}
TRANSITIONS = {
    (State.ORDERED, "receive"): State.RECEIVED,
    (State.ORDERED, "close"): State.SHORT,
    (State.ORDERED, "cancel"): State.CANCELLED,
    (State.RECEIVED, "reopen"): State.ORDERED,
    (State.SHORT, "cancel"): State.CANCELLED,
}
LIVE = sa.text("state <> 'cancelled'")


class Quote(Model):
    """What a vendor wants for one piece of what a request asks for."""

    __tablename__ = "it_assets_purchase_quote"
    __table_args__ = (
        sa.UniqueConstraint("request_id", "vendor_id"),
        sa.CheckConstraint("price > 0", name="price"),
    )
    __audited__ = True
    __audited_under__ = "request_id"
    __title__ = _l("Offer")
    __labels__: ClassVar = {
        "request_id": _l("Request for equipment"),
        "vendor_id": _l("Vendor"),
        "price": _l("Price of one"),
        "quoted_on": _l("Offered on"),
    }

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_request.id"))
    vendor_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    price: Mapped[Decimal]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    quoted_on: Mapped[date]

    vendor: Mapped[Party] = relationship(Party, lazy="raise")

    def __str__(self) -> str:
        return f"{self.vendor.name} {self.price:,}"


class Purchase(Stateful, Versioned, Model):
    """Pieces that were ordered of a vendor for one request.

    :ivar received: the pieces that came and were not refused.
    :ivar accepted: those of them that whoever asked has looked at and taken.
    :ivar reason: why it is not the cheapest offer.
    """

    __tablename__ = "it_assets_purchase"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0 AND price > 0", name="quantity"),
        sa.CheckConstraint(
            "accepted >= 0 AND accepted <= received AND received <= quantity", name="received"
        ),
        sa.Index("ix_it_assets_purchase_state", "state", "number", "id"),
        sa.Index(
            "uq_it_assets_purchase_request",
            "request_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )
    __audited__ = True
    __title__ = _l("Purchase of equipment")
    __labels__: ClassVar = {
        "request_id": _l("Request for equipment"),
        "vendor_id": _l("Vendor"),
        "price": _l("Price of one"),
        "reason": _l("Why not the cheapest"),
        "received": _l("Received"),
        "accepted": _l("Accepted by who asked"),
        "ordered_on": _l("Ordered on"),
        "ordered_at": _l("Ordered at"),
        "ordered_by_id": _l("Ordered by"),
        "expected_on": _l("Expected"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATES)}

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_request.id"))
    vendor_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    price: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(sa.String(3))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[State] = mapped_column(default=State.ORDERED)
    ordered_on: Mapped[date]
    expected_on: Mapped[date | None]
    ordered_at: Mapped[datetime]
    ordered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)

    request: Mapped[Request] = relationship(Request, lazy="raise")
    vendor: Mapped[Party] = relationship(Party, lazy="raise")
    ordered_by: Mapped[User] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Decimal:
        """What all pieces cost together."""
        return self.quantity * self.price

    @property
    def outstanding(self) -> int:
        """The pieces that are still to come."""
        return self.quantity - self.received
