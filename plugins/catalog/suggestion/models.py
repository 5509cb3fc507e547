"""Restock suggestions, with the figures that each was made from."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Rate, Versioned, enum_type
from core.states import Stateful, words
from core.user.models import User
from plugins.catalog.demand.rules import Pattern
from plugins.catalog.product.models import Product
from plugins.catalog.request.models import Request
from plugins.catalog.supply.models import Supply
from plugins.catalog.warehouse.models import Warehouse


class State(enum.Enum):
    """What became of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    State.OPEN: _l("To decide"),
    State.ACCEPTED: _l("Accepted"),
    State.DISMISSED: _l("Dismissed"),
    State.WITHDRAWN: _l("No longer needed"),
}
PATTERNS = {
    Pattern.SMOOTH: (_l("Smooth"), "green"),
    Pattern.INTERMITTENT: (_l("Intermittent"), "azure"),
    Pattern.ERRATIC: (_l("Erratic"), "orange"),
    Pattern.LUMPY: (_l("Lumpy"), "red"),
    Pattern.NONE: (_l("None"), "secondary"),
}
TRANSITIONS = {
    (State.OPEN, "accept"): State.ACCEPTED,
    (State.OPEN, "dismiss"): State.DISMISSED,
    (State.OPEN, "snooze"): State.OPEN,
    (State.OPEN, "withdraw"): State.WITHDRAWN,
}
OPEN = sa.text("state = 'open'")


class Suggestion(Stateful, Versioned, Model):
    """What a run proposes to buy of one product for one warehouse.

    Its figures are those of the day ``computed_on`` and stay as they are once it is decided, so
    that everybody can recompute the quantity later: units, days and units a day to the thousandth.

    :ivar quantity: what the rules computed; a decision does not change it.
    :ivar accepted_quantity: what was asked for, once it is accepted.
    :ivar label: the product as it was called then.
    :ivar days: the days in stock that the demand was drawn from.
    :ivar position: on hand − committed + on order within the lead time.
    """

    __tablename__ = "catalog_suggestion"
    __table_args__ = (
        sa.Index(
            "uq_catalog_suggestion_open",
            "product_id",
            "warehouse_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        sa.Index("ix_catalog_suggestion_state", "state", "computed_on", "id"),
        sa.Index("ix_catalog_suggestion_computed", "computed_on", "id"),
        sa.Index("ix_catalog_suggestion_quantity", "quantity", "id"),
        sa.Index("ix_catalog_suggestion_snoozed", "warehouse_id", "snoozed_until"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("accepted_quantity > 0", name="accepted_quantity"),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_quantity IS NOT NULL)", name="accepted"
        ),
        sa.CheckConstraint("state <> 'dismissed' OR reason <> ''", name="reason"),
    )
    __audited__ = True
    __title__ = _l("Restock suggestion")
    __labels__: ClassVar = {
        "accepted_quantity": _l("Quantity accepted"),
        "snoozed_until": _l("Not before"),
        "product_id": _l("Product"),
        "warehouse_id": _l("Warehouse"),
        "supply_id": _l("Supply terms"),
        "computed_on": _l("Computed"),
        "window_days": _l("Days looked at"),
        "days": _l("Days in stock"),
        "daily": _l("Wanted a day"),
        "deviation": _l("Standard deviation of a day"),
        "pattern": _l("Demand"),
        "is_prior": _l("From products like it"),
        "lead_days": _l("Lead time in days"),
        "lead_deviation": _l("Lead time varies by days"),
        "review_days": _l("Days between two looks"),
        "order_days": _l("Days that an order lasts"),
        "service": _l("Level of service"),
        "on_hand": _l("On hand"),
        "committed": _l("Sold and not yet shipped"),
        "on_order": _l("On order"),
        "position": _l("Stock position"),
        "safety": _l("Safety stock"),
        "point": _l("Reorder point"),
        "target": _l("Order up to"),
        "minimum": _l("Least quantity"),
        "pack": _l("Pack"),
        "request_id": _l("Purchase request"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATE_WORDS), "pattern": words(PATTERNS)}

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_product.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_warehouse.id"))
    supply_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_supply.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(280))
    state: Mapped[State] = mapped_column(default=State.OPEN)
    computed_on: Mapped[date]
    window_days: Mapped[int]
    days: Mapped[int]
    daily: Mapped[Decimal] = mapped_column(Quantity)
    deviation: Mapped[Decimal] = mapped_column(Quantity)
    pattern: Mapped[Pattern] = mapped_column(enum_type(Pattern))
    is_prior: Mapped[bool]
    lead_days: Mapped[int]
    lead_deviation: Mapped[Decimal] = mapped_column(Quantity)
    review_days: Mapped[int]
    order_days: Mapped[int] = mapped_column(default=0, server_default="0")
    service: Mapped[Decimal] = mapped_column(Rate)
    on_hand: Mapped[Decimal] = mapped_column(Quantity)
    committed: Mapped[Decimal] = mapped_column(Quantity)
    on_order: Mapped[Decimal] = mapped_column(Quantity)
    position: Mapped[Decimal] = mapped_column(Quantity)
    safety: Mapped[Decimal] = mapped_column(Quantity)
    point: Mapped[int]
    target: Mapped[int]
    minimum: Mapped[Decimal] = mapped_column(Quantity)
    pack: Mapped[Decimal] = mapped_column(Quantity)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    accepted_quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    reason: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    snoozed_until: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_request.id"), index=True)

    product: Mapped[Product] = relationship(lazy="raise")
    warehouse: Mapped[Warehouse] = relationship(lazy="raise")
    supply: Mapped[Supply] = relationship(lazy="raise")
    request: Mapped[Request | None] = relationship(lazy="raise")
    decided_by: Mapped[User | None] = relationship(User, lazy="raise")

    @property
    def is_changed(self) -> bool:
        """Whether another quantity was asked for than the rules computed."""
        return self.accepted_quantity not in {None, self.quantity}

    def __str__(self) -> str:
        return f"{self.label} · {self.quantity:f}"
