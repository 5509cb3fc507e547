"""Purchase requests."""

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
from core.user.models import User
from plugins.catalog.product.models import Product
from plugins.catalog.warehouse.models import Warehouse


class State(enum.Enum):
    """How far a request has come."""

    ASKED = "asked"
    APPROVED = "approved"
    ORDERED = "ordered"
    DECLINED = "declined"


STATE_WORDS = {
    State.ASKED: _l("Waits for approval"),
    State.APPROVED: _l("Approved"),
    State.ORDERED: _l("Ordered"),
    State.DECLINED: _l("Declined"),
}
TRANSITIONS = {
    (State.ASKED, "approve"): State.APPROVED,
    (State.ASKED, "decline"): State.DECLINED,
    (State.DECLINED, "ask"): State.ASKED,
    (State.APPROVED, "order"): State.ORDERED,
}


class Request(Stateful, Versioned, Model):
    """The wish to buy some units of a product for a warehouse."""

    __tablename__ = "catalog_request"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0 AND price >= 0", name="quantity"),
        sa.Index("ix_catalog_request_state", "state", "number", "id"),
        sa.Index("ix_catalog_request_open", "product_id", "warehouse_id", "state"),
    )
    __audited__ = True
    __title__ = _l("Purchase request")
    __labels__: ClassVar = {
        "price": _l("Purchase price"),
        "product_id": _l("Product"),
        "warehouse_id": _l("Warehouse"),
        "needed_on": _l("Needed on"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": {one.value: text for one, text in STATE_WORDS.items()}}

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_product.id"))
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_warehouse.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    price: Mapped[Decimal]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    needed_on: Mapped[date | None]
    state: Mapped[State] = mapped_column(default=State.ASKED)
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)

    product: Mapped[Product] = relationship(lazy="raise")
    warehouse: Mapped[Warehouse] = relationship(lazy="raise")
    supplier: Mapped[Party] = relationship(Party, lazy="raise")
    requested_by: Mapped[User] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Decimal:
        """What the units cost together."""
        return round_money(self.quantity * self.price)
