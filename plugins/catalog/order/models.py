"""Purchase orders and their lines."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Versioned
from core.money import round_money
from core.party.models import Party
from core.states import Stateful
from plugins.catalog.product.models import Product
from plugins.catalog.request.models import Request
from plugins.catalog.warehouse.models import Warehouse

NOTHING = Decimal(0)


class State(enum.Enum):
    """How far a purchase order has come."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    CLOSED = "closed"


STATE_WORDS = {
    State.DRAFT: _l("Draft"),
    State.SENT: _l("Sent"),
    State.RECEIVED: _l("Received"),
    State.CLOSED: _l("Closed short"),
}
TRANSITIONS = {
    (State.DRAFT, "send"): State.SENT,
    (State.SENT, "receive"): State.RECEIVED,
    (State.SENT, "close"): State.CLOSED,
}
OPEN = (State.DRAFT, State.SENT)


class PurchaseOrder(Stateful, Versioned, Model):
    """What is ordered of one supplier for one warehouse."""

    __tablename__ = "catalog_order"
    __table_args__ = (
        sa.Index("ix_catalog_order_state", "state", "number", "id"),
        sa.Index(
            "uq_catalog_order_draft",
            "supplier_id",
            "warehouse_id",
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        ),
    )
    __audited__ = True
    __title__ = _l("Purchase order")
    __labels__: ClassVar = {
        "ordered_on": _l("Ordered"),
        "expected_on": _l("Expected"),
        "warehouse_id": _l("Warehouse"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": {one.value: text for one, text in STATE_WORDS.items()}}

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_warehouse.id"), index=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    created_at: Mapped[datetime]
    ordered_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    total: Mapped[Decimal] = mapped_column(default=NOTHING)

    supplier: Mapped[Party] = relationship(Party, lazy="raise")
    warehouse: Mapped[Warehouse] = relationship(lazy="raise")
    lines: Mapped[list[OrderLine]] = relationship(lazy="raise", order_by="OrderLine.id")

    def __str__(self) -> str:
        return self.number


class OrderLine(Model):
    """Some units of a product at a price for one."""

    __tablename__ = "catalog_order_line"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0 AND price >= 0", name="quantity"),
        sa.CheckConstraint("received >= 0 AND received <= quantity", name="received"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_order.id"), index=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_request.id"), unique=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_product.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    received: Mapped[Decimal] = mapped_column(Quantity, default=NOTHING)
    price: Mapped[Decimal]

    product: Mapped[Product] = relationship(lazy="raise")
    request: Mapped[Request] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.order_id}/{self.id}"

    @property
    def outstanding(self) -> Decimal:
        """The units that are still to come."""
        return self.quantity - self.received

    @property
    def total(self) -> Decimal:
        """What the units cost together."""
        return round_money(self.quantity * self.price)
