"""Shipments and the events of their parcels."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from plugins.orders.ledger.models import Order
from plugins.orders.shipment import rules


class State(enum.Enum):
    """Where a parcel is."""

    PICKED_UP = rules.PICKED_UP
    IN_TRANSIT = rules.IN_TRANSIT
    DELIVERING = rules.DELIVERING
    SIGNED = rules.SIGNED
    EXCEPTION = rules.EXCEPTION
    RETURNING = rules.RETURNING
    REJECTED = rules.REJECTED
    UNKNOWN = rules.UNKNOWN


STATE_WORDS = {
    State.PICKED_UP: _l("Picked up"),
    State.IN_TRANSIT: _l("On its way"),
    State.DELIVERING: _l("Out for delivery"),
    State.SIGNED: _l("Signed for"),
    State.EXCEPTION: _l("Problem"),
    State.RETURNING: _l("Returning"),
    State.REJECTED: _l("Refused by the buyer"),
    State.UNKNOWN: _l("Not known yet"),
}


class Shipment(Model):
    """One parcel of an order."""

    __tablename__ = "orders_shipment"
    __audited__ = True
    __title__ = _l("Shipment")
    __labels__: ClassVar = {
        "order_id": _l("Order"),
        "carrier": _l("Carrier"),
        "tracking_number": _l("Tracking number"),
        "shipped_at": _l("Shipped"),
    }
    __words__: ClassVar = {"state": {state.value: text for state, text in STATE_WORDS.items()}}
    __table_args__ = (
        sa.UniqueConstraint("carrier", "tracking_number"),
        sa.Index("ix_orders_shipment_shipped", "shipped_at", "id"),
        sa.Index("ix_orders_shipment_state", "state", "shipped_at", "id"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"), index=True)
    carrier: Mapped[str] = mapped_column(sa.String(60))
    tracking_number: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[State] = mapped_column(default=State.UNKNOWN)
    shipped_at: Mapped[datetime]

    order: Mapped[Order] = relationship(lazy="raise")
    events: Mapped[list[Event]] = relationship(lazy="raise", order_by="Event.at.desc()")

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}"


class Event(Model):
    """What a carrier reported; the same words of the same moment are one event.

    ``code`` is the carrier's own, also where we do not know it.
    """

    __tablename__ = "orders_shipment_event"
    __table_args__ = (sa.UniqueConstraint("shipment_id", "at", "digest"),)

    shipment_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_shipment.id"))
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    state: Mapped[State]
    text: Mapped[str] = mapped_column(sa.String(300))
    digest: Mapped[str] = mapped_column(sa.String(64))
