"""Order reports and what they tell was sold."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Versioned
from core.errors import BusinessError
from core.reach import Reach, Rows
from core.search import Searchable
from core.user.models import User
from plugins.orders.dealer.models import Dealer
from plugins.orders.ledger.models import TENDER_WORDS, Order, Tender
from plugins.orders.product.models import Product


class State(enum.Enum):
    """How far a report has come; once it is approved, its order goes on."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MATCHED = "matched"
    APPROVED = "approved"
    REJECTED = "rejected"


STATE_WORDS = {
    State.DRAFT: _l("Draft"),
    State.SUBMITTED: _l("Submitted"),
    State.MATCHED: _l("Payment matched"),
    State.APPROVED: _l("Approved"),
    State.REJECTED: _l("Rejected"),
}
TRANSITIONS = {
    (State.DRAFT, "edit"): State.DRAFT,
    (State.DRAFT, "submit"): State.SUBMITTED,
    (State.REJECTED, "edit"): State.DRAFT,
    (State.SUBMITTED, "take_back"): State.DRAFT,
    (State.SUBMITTED, "match"): State.MATCHED,
    (State.SUBMITTED, "reject"): State.REJECTED,
    (State.MATCHED, "unmatch"): State.SUBMITTED,
    (State.MATCHED, "reject"): State.REJECTED,
    (State.MATCHED, "approve"): State.APPROVED,
}


def _reported_by(users: Any) -> sa.ColumnElement[bool]:
    return Report.dealer_id.in_(sa.select(Dealer.id).where(Dealer.user_id.in_(users)))


class Report(Versioned, Searchable, Model):
    """What a dealer sold and was paid for; approved, it becomes an order."""

    __tablename__ = "orders_report"
    __rows__ = Rows(
        "orders.report",
        _l("Order reports"),
        owner=_reported_by,
        unset=Reach.OWN,
        everything="orders.report.all",
    )
    __searched__: ClassVar[tuple[str, ...]] = ("number", "buyer_name", "slip")
    __audited__ = True
    __title__ = _l("Order report")
    __labels__: ClassVar[dict[str, Any]] = {
        "dealer_id": _l("Dealer"),
        "buyer_name": _l("Buyer"),
        "address": _l("Deliver to"),
        "tender": _l("Paid with"),
        "slip": _l("Number of the payment"),
        "paid_on": _l("Day of payment"),
        "note": _l("Remark"),
        "matched_by_id": _l("Matched by"),
        "order_id": _l("Order"),
    }
    __words__: ClassVar = {
        "state": {state.value: text for state, text in STATE_WORDS.items()},
        "tender": {tender.value: text for tender, text in TENDER_WORDS.items()},
    }
    __table_args__ = (
        sa.CheckConstraint("(state = 'approved') = (order_id IS NOT NULL)", name="order"),
        sa.CheckConstraint(
            "state NOT IN ('matched', 'approved') OR matched_by_id IS NOT NULL", name="matched"
        ),
        sa.CheckConstraint("state <> 'rejected' OR reason <> ''", name="reason"),
        sa.CheckConstraint("total > 0", name="total"),
        sa.Index("ix_orders_report_created", "created_at", "id"),
        sa.Index("ix_orders_report_state", "state", "created_at", "id"),
        sa.Index("ix_orders_report_dealer", "dealer_id", "created_at", "id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    dealer_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_dealer.id"))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    buyer_name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    tender: Mapped[Tender]
    slip: Mapped[str] = mapped_column(sa.String(64), default="")
    paid_on: Mapped[date]
    total: Mapped[Decimal]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]
    matched_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders_order.id"), unique=True)

    dealer: Mapped[Dealer] = relationship(lazy="raise")
    matched_by: Mapped[User | None] = relationship(User, lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    lines: Mapped[list[ReportLine]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ReportLine.position"
    )

    def __str__(self) -> str:
        return self.number

    def can(self, verb: str) -> bool:
        """Return whether the report may take this step now."""
        return (self.state, verb) in TRANSITIONS

    def move(self, verb: str) -> None:
        """Take a step.

        :raises BusinessError: if the report has no such step in its state.
        """
        if not self.can(verb):
            raise BusinessError(
                _(
                    "Report %(number)s is %(state)s, which does not allow that; reload the page.",
                    number=self.number,
                    state=STATE_WORDS[self.state],
                )
            )
        self.state = TRANSITIONS[self.state, verb]


class ReportLine(Model):
    """One product that a dealer sold; the price is for all pieces."""

    __tablename__ = "orders_report_line"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "position"),
        sa.CheckConstraint("quantity > 0 AND price > 0", name="positive"),
    )

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_report.id"))
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_product.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    price: Mapped[Decimal]

    product: Mapped[Product] = relationship(lazy="raise")
