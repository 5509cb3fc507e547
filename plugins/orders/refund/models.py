"""Refunds and the lines that they take back."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Versioned
from core.errors import BusinessError
from core.user.models import User
from plugins.orders.ledger.models import Line, Order, Payment


class State(enum.Enum):
    """How far a refund has come."""

    REQUESTED = "requested"
    APPROVED = "approved"
    PAID_OUT = "paid_out"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    State.REQUESTED: _l("Requested"),
    State.APPROVED: _l("Approved"),
    State.PAID_OUT: _l("Paid out"),
    State.REJECTED: _l("Rejected"),
    State.WITHDRAWN: _l("Withdrawn"),
}


class Liability(enum.Enum):
    """Whose fault a refund is; it decides whether commission is given back."""

    NO_REASON = "no_reason"
    SUPPLIER = "supplier"
    PLATFORM = "platform"


LIABILITY_WORDS = {
    Liability.NO_REASON: _l("No reason given"),
    Liability.SUPPLIER: _l("The supplier's fault"),
    Liability.PLATFORM: _l("Our fault"),
}


TRANSITIONS = {
    (State.REQUESTED, "approve"): State.APPROVED,
    (State.REQUESTED, "reject"): State.REJECTED,
    (State.REQUESTED, "withdraw"): State.WITHDRAWN,
    (State.APPROVED, "pay_out"): State.PAID_OUT,
}


class Refund(Versioned, Model):
    """Money that goes back for one order; the one who asks for it cannot approve it."""

    __tablename__ = "orders_refund"
    __audited__ = True
    __title__ = _l("Refund")
    __labels__: ClassVar = {
        "order_id": _l("Order"),
        "liability": _l("Whose fault"),
        "returns_commission": _l("The platform gives its commission back"),
        "requested_at": _l("Requested"),
        "refunded_on": _l("Paid out"),
    }
    __words__: ClassVar = {
        "state": {state.value: text for state, text in STATE_WORDS.items()},
        "liability": {one.value: text for one, text in LIABILITY_WORDS.items()},
    }
    __table_args__ = (
        sa.CheckConstraint("decided_by_id <> requested_by_id", name="two_people"),
        sa.CheckConstraint("(state = 'paid_out') = (refunded_on IS NOT NULL)", name="paid_out"),
        sa.Index("ix_orders_refund_requested", "requested_at", "id"),
        sa.Index("ix_orders_refund_state", "state", "refunded_on"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"), index=True)
    state: Mapped[State] = mapped_column(default=State.REQUESTED)
    liability: Mapped[Liability]
    returns_commission: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(500))
    amount: Mapped[Decimal]
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    decided_at: Mapped[datetime | None]
    refunded_on: Mapped[date | None]

    order: Mapped[Order] = relationship(lazy="raise")
    requested_by: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[requested_by_id])
    lines: Mapped[list[RefundLine]] = relationship(lazy="raise", order_by="RefundLine.id")
    tenders: Mapped[list[RefundTender]] = relationship(lazy="raise", order_by="RefundTender.id")

    def __str__(self) -> str:
        return self.number

    def can(self, verb: str) -> bool:
        """Return whether the refund may take this step now."""
        return (self.state, verb) in TRANSITIONS

    def move(self, verb: str) -> None:
        """Take a step.

        :raises BusinessError: if the refund has no such step in its state.
        """
        if not self.can(verb):
            raise BusinessError(
                _("Refund %(number)s was decided before; reload the page.", number=self.number)
            )
        self.state = TRANSITIONS[self.state, verb]


class RefundLine(Model):
    """What a refund takes back of one order line; amounts are positive."""

    __tablename__ = "orders_refund_line"
    __table_args__ = (
        sa.UniqueConstraint("refund_id", "line_id"),
        sa.CheckConstraint("quantity >= 0 AND price >= 0 AND freight >= 0", name="positive"),
        sa.CheckConstraint("price + freight > 0", name="something"),
    )

    refund_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_refund.id"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order_line.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    price: Mapped[Decimal]
    freight: Mapped[Decimal]

    refund: Mapped[Refund] = relationship(lazy="raise", back_populates="lines")
    line: Mapped[Line] = relationship(lazy="raise")


class RefundTender(Model):
    """How much of a refund goes back the way that one payment came."""

    __tablename__ = "orders_refund_tender"
    __table_args__ = (
        sa.UniqueConstraint("refund_id", "payment_id"),
        sa.CheckConstraint("amount > 0", name="amount"),
    )

    refund_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_refund.id"))
    # A file may withdraw a payment of which only refused refunds speak.
    payment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("orders_order_payment.id", ondelete="CASCADE"), index=True
    )
    amount: Mapped[Decimal]

    payment: Mapped[Payment] = relationship(lazy="raise")
