"""Statements of suppliers and their lines."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import PeriodKind
from core.db import Model, Quantity, Rate, Versioned
from core.search import Searchable
from core.states import Stateful, words
from core.user.models import User

NOTHING = Decimal(0)


class State(enum.Enum):
    """How far a statement has come."""

    DRAFT = "draft"
    SENT = "sent"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    FROZEN = "frozen"
    APPROVED = "approved"
    PAID = "paid"
    CARRIED = "carried"


TRANSITIONS = {
    (State.DRAFT, "send"): State.SENT,
    (State.SENT, "confirm"): State.CONFIRMED,
    (State.SENT, "dispute"): State.DISPUTED,
    (State.CONFIRMED, "dispute"): State.DISPUTED,
    (State.DISPUTED, "dispute"): State.DISPUTED,
    (State.DISPUTED, "settle"): State.SENT,
    (State.CONFIRMED, "freeze"): State.FROZEN,
    (State.DISPUTED, "freeze"): State.FROZEN,
    (State.FROZEN, "approve"): State.APPROVED,
    (State.FROZEN, "carry"): State.CARRIED,
    (State.APPROVED, "pay"): State.PAID,
}
STATE_WORDS = {
    State.DRAFT: _l("Draft"),
    State.SENT: _l("Sent"),
    State.CONFIRMED: _l("Confirmed"),
    State.DISPUTED: _l("Disputed"),
    State.FROZEN: _l("Frozen"),
    State.APPROVED: _l("Approved"),
    State.PAID: _l("Paid"),
    State.CARRIED: _l("Carried forward"),
}


class Kind(enum.Enum):
    """What a line stands for."""

    SALE = "sale"
    RECEIPT = "receipt"
    REFUND = "refund"


class Feeds(enum.Enum):
    """Which sum of its statement a line feeds."""

    EARNED = "earned"
    REFUNDS = "refunds"
    ADJUSTMENTS = "adjustments"


FEEDS = {
    Feeds.EARNED: _l("Gross"),
    Feeds.REFUNDS: _l("Refunds"),
    Feeds.ADJUSTMENTS: _l("Adjustments"),
}


class LineState(enum.Enum):
    """Whether the supplier agrees with a line."""

    OPEN = "open"
    DISPUTED = "disputed"
    HELD = "held"
    RELEASED = "released"


LINE_WORDS = {
    LineState.OPEN: _l("Undisputed"),
    LineState.DISPUTED: _l("Disputed"),
    LineState.HELD: _l("Held back"),
    LineState.RELEASED: _l("Released"),
}


class Run(Model):
    """One period of one kind that has been settled, once or several times."""

    __tablename__ = "finance_settlement_run"
    __audited__ = True
    __title__ = _l("Settlement run")
    __labels__: ClassVar = {"lines": _l("Lines"), "statements": _l("Statements")}
    __table_args__ = (
        sa.UniqueConstraint("period_from", "period_to"),
        sa.CheckConstraint("period_from < period_to", name="order_of_days"),
    )

    period_from: Mapped[date]
    period_to: Mapped[date]
    kind: Mapped[PeriodKind]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    created_at: Mapped[datetime]

    def __str__(self) -> str:
        return f"{self.period_from} – {self.period_to}"


class Statement(Stateful, Versioned, Searchable, Model):
    """What a supplier is owed for one period; fixed for ever once it is frozen."""

    __tablename__ = "finance_settlement"
    __audited__ = True
    __searched__: ClassVar[tuple[str, ...]] = ("number", "supplier_code", "supplier_name")
    __title__ = _l("Statement")
    __labels__: ClassVar = {
        "line_count": _l("Lines"),
        "gross": _l("Gross"),
        "commission": _l("Commission"),
        "refunds": _l("Refunds"),
        "adjustments": _l("Adjustments"),
        "carried_in": _l("Carried in"),
        "net": _l("Net"),
        "sent_at": _l("Sent"),
        "confirmed_at": _l("Confirmed"),
        "frozen_at": _l("Frozen"),
        "frozen_by_id": _l("Frozen by"),
        "approved_at": _l("Approved"),
        "approved_by_id": _l("Approved by"),
        "paid_at": _l("Paid"),
        "carried_into_id": _l("Carried into"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATE_WORDS)}
    __table_args__ = (
        sa.UniqueConstraint("supplier_id", "period_from", "period_to"),
        sa.CheckConstraint(
            "net = gross - commission - refunds + adjustments + carried_in", name="net"
        ),
        sa.CheckConstraint(
            "approved_by_id <> frozen_by_id AND approved_by_id <> created_by_id",
            name="two_people",
        ),
        sa.Index("ix_finance_settlement_period", "period_from", "id"),
        sa.Index("ix_finance_settlement_state", "state", "period_from", "id"),
        sa.Index("ix_finance_settlement_net", "net", "id"),
        sa.Index("ix_finance_settlement_supplier", "supplier_code", "period_from", "id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("finance_settlement_run.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"))
    supplier_code: Mapped[str] = mapped_column(sa.String(64))
    supplier_name: Mapped[str] = mapped_column(sa.String(200))
    period_from: Mapped[date]
    period_to: Mapped[date]
    currency: Mapped[str] = mapped_column(sa.String(3))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    line_count: Mapped[int] = mapped_column(default=0)
    gross: Mapped[Decimal] = mapped_column(default=NOTHING)
    commission: Mapped[Decimal] = mapped_column(default=NOTHING)
    refunds: Mapped[Decimal] = mapped_column(default=NOTHING)
    adjustments: Mapped[Decimal] = mapped_column(default=NOTHING)
    carried_in: Mapped[Decimal] = mapped_column(default=NOTHING)
    net: Mapped[Decimal] = mapped_column(default=NOTHING)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    paid_at: Mapped[datetime | None]
    carried_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("finance_settlement.id"), index=True
    )

    created_by: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[created_by_id])
    approved_by: Mapped[User | None] = relationship(
        User, lazy="raise", foreign_keys=[approved_by_id]
    )

    def __str__(self) -> str:
        return self.number

    @property
    def payable(self) -> Decimal:
        """What is paid: never less than nothing."""
        return max(self.net, NOTHING)

    @property
    def carry(self) -> Decimal:
        """What the next statement starts with: a negative net, or nothing."""
        return min(self.net, NOTHING)


class Line(Model):
    """One reason to pay, or to take back; every figure is kept as it was worked out.

    A line belongs to one statement, or to none while it is held back.  Amounts of refunds are
    negative.  ``goods`` and ``freight`` together are ``gross``; ``paid`` is what the buyer
    gave for the goods, against which refunds are weighed.
    """

    __tablename__ = "finance_settlement_line"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id", "kind"),
        sa.CheckConstraint("gross = goods + freight", name="gross"),
        sa.CheckConstraint("net = gross - commission", name="net"),
        # Up to 25 million a line the product of two amounts fits into 64 bits, and is exact.
        sa.CheckConstraint("goods BETWEEN -2500000000 AND 2500000000", name="exact"),
        sa.Index("ix_finance_settlement_line_statement", "statement_id", "eligible_on", "id"),
        sa.Index(
            "ix_finance_settlement_line_held",
            "supplier_id",
            sqlite_where=sa.text("statement_id IS NULL"),
            postgresql_where=sa.text("statement_id IS NULL"),
        ),
        sa.Index(
            "ix_finance_settlement_line_refund_of",
            "refund_of_id",
            sqlite_where=sa.text("refund_of_id IS NOT NULL"),
            postgresql_where=sa.text("refund_of_id IS NOT NULL"),
        ),
    )
    __audited__ = True
    __title__ = _l("Line of a statement")
    __labels__: ClassVar = {
        "dispute_reason": _l("Reason of the dispute"),
        "statement_id": _l("Statement"),
        "held_from_id": _l("Held back from"),
        "feeds": _l("Counts as"),
    }
    __words__: ClassVar = {"state": words(LINE_WORDS), "feeds": words(FEEDS)}

    statement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("finance_settlement.id"))
    held_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("finance_settlement.id"))
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"))
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("finance_terms.id"))
    source: Mapped[str] = mapped_column(sa.String(40))
    source_id: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[Kind]
    feeds: Mapped[Feeds]
    refund_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("finance_settlement_line.id"))
    reference: Mapped[str] = mapped_column(sa.String(64))
    product_code: Mapped[str] = mapped_column(sa.String(64))
    description: Mapped[str] = mapped_column(sa.String(200))
    category: Mapped[str | None] = mapped_column(sa.String(100))
    event_on: Mapped[date]
    eligible_on: Mapped[date]
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    paid: Mapped[Decimal]
    goods: Mapped[Decimal]
    freight: Mapped[Decimal]
    gross: Mapped[Decimal]
    commission_base: Mapped[Decimal]
    rate: Mapped[Decimal] = mapped_column(Rate)
    commission: Mapped[Decimal]
    net: Mapped[Decimal]
    state: Mapped[LineState] = mapped_column(default=LineState.OPEN)
    dispute_reason: Mapped[str] = mapped_column(sa.String(500), default="")

    statement: Mapped[Statement | None] = relationship(lazy="raise", foreign_keys=[statement_id])
    held_from: Mapped[Statement | None] = relationship(lazy="raise", foreign_keys=[held_from_id])

    def __str__(self) -> str:
        return f"{self.reference} {self.product_code}"

    @property
    def is_disputed(self) -> bool:
        """Whether the supplier does not agree, before or after the statement was frozen."""
        return self.state in {LineState.DISPUTED, LineState.HELD}
