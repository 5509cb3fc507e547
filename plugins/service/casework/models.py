"""Cases, their lines, and what happened to them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Versioned
from core.party.models import Party
from core.reach import Reach, Rows
from core.search import Searchable
from core.states import Stateful, words
from core.user.models import User
from plugins.service.casework.rules import (
    OVER,
    TRANSITIONS,
    EventKind,
    Kind,
    Outcome,
    State,
)
from plugins.service.identity.models import SOURCES
from plugins.service.sla.models import PRIORITIES, Priority

# No clock runs: later than every deadline, so that lists are sorted by a column without gaps.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


KINDS = {
    Kind.RETURN: (_l("Return of goods"), "orange"),
    Kind.EXCHANGE: (_l("Exchange"), "indigo"),
    Kind.REPAIR: (_l("Repair"), "azure"),
    Kind.COMPLAINT: (_l("Complaint"), "red"),
    Kind.ENQUIRY: (_l("Enquiry"), "secondary"),
}


STATES = {
    State.NEW: (_l("New"), "secondary"),
    State.ACCEPTED: (_l("Taken on"), "azure"),
    State.AWAITING_GOODS: (_l("Awaiting goods"), "orange"),
    State.INSPECTING: (_l("Inspecting"), "indigo"),
    State.RESOLVING: (_l("Resolving"), "indigo"),
    State.CLOSED: (_l("Closed"), "green"),
    State.REJECTED: (_l("Rejected"), "red"),
    State.REOPENED: (_l("Reopened"), "orange"),
}
VERBS = {
    "accept": _l("Take on"),
    "await_goods": _l("Ask for the goods"),
    "receive": _l("Goods are here"),
    "resolve": _l("Resolve"),
    "close": _l("Close"),
    "reject": _l("Reject"),
    "reopen": _l("Reopen"),
}
STEP_WORDS = VERBS | {"inspect": _l("Inspect")}


EVENTS = {
    EventKind.OPENED: (_l("Opened"), "secondary"),
    EventKind.CUSTOMER: (_l("The customer wrote"), "azure"),
    EventKind.REPLY: (_l("Answer to the customer"), "green"),
    EventKind.AUTO: (_l("Automatic answer"), "secondary"),
    EventKind.NOTE: (_l("Internal note"), "yellow"),
    EventKind.WAIT: (_l("Waiting for the customer"), "orange"),
    EventKind.RESUME: (_l("No longer waiting"), "secondary"),
    EventKind.STEP: (_l("Step"), "indigo"),
    EventKind.LOG: (_l("Log entry"), "secondary"),
}


OUTCOMES = {
    Outcome.REFUND: _l("Refund"),
    Outcome.EXCHANGE: _l("Exchange"),
    Outcome.REPAIR: _l("Repair"),
    Outcome.NOTHING: _l("Nothing"),
}


def _cared_for_by(users: Any) -> sa.ColumnElement[bool]:
    """That a case is one of some users, or that nobody cares for it yet."""
    return sa.or_(
        Case.assigned_to_id.in_(users),
        Case.assigned_to_id.is_(None),
        Case.opened_by_id.in_(users),
    )


class Case(Stateful, Versioned, Searchable, Model):
    """Something that a customer wants.

    ``…_due_at`` are made from the events by the SLA clock and are empty while it stands still;
    ``due_at`` is the next of them.  An order is named by its number and key only, since its
    plugin may be off.
    """

    __tablename__ = "service_case"
    __rows__ = Rows(
        "service.case",
        _l("Cases"),
        owner=_cared_for_by,
        unset=Reach.OWN,
        everything="service.case.all",
    )
    __audited__ = True
    __title__ = _l("Case")
    __searched__: ClassVar[tuple[str, ...]] = ("number", "subject", "order_number")
    __labels__: ClassVar = {
        "priority": _l("Priority"),
        "party_id": _l("Customer"),
        "subject": _l("Subject"),
        "order_number": _l("Order"),
        "assigned_to_id": _l("Assigned to"),
        "refund_number": _l("Refund"),
        "is_waiting": _l("Waiting for the customer"),
        "body": _l("What the customer wrote"),
        "source": _l("Source"),
        "external_key": _l("Number there"),
        "remark": _l("Remark"),
        "order_id": _l("Number of the order"),
        "signed_on": _l("Signed for"),
        "opened_by_id": _l("Opened by"),
        "opened_at": _l("Opened"),
        "first_response_at": _l("First response"),
        "resolved_at": _l("Resolved"),
        "has_clock": _l("Counts against the clock"),
        "refund_id": _l("Refund"),
    }
    __audit_hidden__: ClassVar = frozenset({"body"})
    # They follow from the events and the calendar, or are keys beside which their numbers are told;
    # older entries tell these, too.
    __audit_ignored__: ClassVar = frozenset(
        {"first_due_at", "next_due_at", "resolution_due_at", "due_at", "turn", "content_hash"}
        | {"order_id", "refund_id"}
    )
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {
        "kind": words(KINDS),
        "state": words(STATES),
        "priority": words(PRIORITIES),
        "source": SOURCES,
    }
    __table_args__ = (
        sa.UniqueConstraint("source", "external_key"),
        sa.CheckConstraint("subject <> ''", name="some_subject"),
        sa.Index("ix_service_case_opened", "opened_at", "id"),
        sa.Index("ix_service_case_due", "due_at", "id"),
        sa.Index("ix_service_case_state", "state", "due_at", "id"),
        sa.Index("ix_service_case_kind", "kind", "due_at", "id"),
        sa.Index("ix_service_case_assigned", "assigned_to_id", "due_at", "id"),
        sa.Index("ix_service_case_party", "party_id", "opened_at", "id"),
        sa.Index("ix_service_case_order", "order_id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    kind: Mapped[Kind]
    state: Mapped[State] = mapped_column(default=State.NEW)
    priority: Mapped[Priority] = mapped_column(default=Priority.NORMAL)
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[str] = mapped_column(sa.String(60))
    external_key: Mapped[str | None] = mapped_column(sa.String(120))
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    remark: Mapped[str] = mapped_column(sa.String(300), default="")
    order_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    order_number: Mapped[str] = mapped_column(sa.String(64), default="")
    signed_on: Mapped[date | None]
    assigned_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    opened_at: Mapped[datetime]
    first_response_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    is_waiting: Mapped[bool] = mapped_column(default=False)
    has_clock: Mapped[bool] = mapped_column(default=True)
    first_due_at: Mapped[datetime | None]
    next_due_at: Mapped[datetime | None]
    resolution_due_at: Mapped[datetime | None]
    turn: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=NEVER)
    refund_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    refund_number: Mapped[str] = mapped_column(sa.String(30), default="")

    party: Mapped[Party | None] = relationship(Party, lazy="raise")
    assigned_to: Mapped[User | None] = relationship(
        User, lazy="raise", foreign_keys=[assigned_to_id]
    )
    lines: Mapped[list[CaseLine]] = relationship(lazy="raise", order_by="CaseLine.id")
    events: Mapped[list[CaseEvent]] = relationship(
        lazy="raise", order_by="(CaseEvent.at, CaseEvent.id)"
    )

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state in OVER

    @property
    def steps(self) -> list[str]:
        """The steps that the case may take now."""
        return [verb for verb in VERBS if self.can(verb)]


class CaseLine(Model):
    """One product of a case, with or without the sold line that it was bought by."""

    __tablename__ = "service_case_line"
    __audited__ = True
    __audited_under__ = "case_id"
    __title__ = _l("Line of a case")
    # The product and the order of its case are told by their names.
    __audit_ignored__: ClassVar = frozenset({"sold_line_id"})
    __words__: ClassVar = {"outcome": words(OUTCOMES)}
    __labels__: ClassVar = {
        "accepted": _l("Accepted quantity"),
        "finding": _l("Finding"),
        "outcome": _l("Outcome"),
        "case_id": _l("Case"),
        "sold_line_id": _l("Line of the order"),
        "product_code": _l("Product"),
        "category": _l("Category"),
    }
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("accepted >= 0 AND accepted <= quantity", name="accepted"),
        sa.Index("ix_service_case_line_product", "product_code", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), index=True)
    sold_line_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    product_code: Mapped[str] = mapped_column(sa.String(64), default="")
    title: Mapped[str] = mapped_column(sa.String(200))
    category: Mapped[str] = mapped_column(sa.String(100), default="")
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    accepted: Mapped[Decimal | None] = mapped_column(Quantity)
    finding: Mapped[str] = mapped_column(sa.String(300), default="")
    outcome: Mapped[Outcome | None]

    def __str__(self) -> str:
        return self.title


class CaseEvent(Model):
    """One thing that happened to a case; never changed afterwards."""

    __tablename__ = "service_case_event"
    __table_args__ = (
        sa.Index("ix_service_case_event_at", "case_id", "at", "id"),
        sa.Index(
            "uq_service_case_event_log",
            "case_id",
            "at",
            "verb",
            "occurrence",
            unique=True,
            sqlite_where=sa.text("kind = 'log'"),
            postgresql_where=sa.text("kind = 'log'"),
        ),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"))
    at: Mapped[datetime]
    kind: Mapped[EventKind]
    verb: Mapped[str] = mapped_column(sa.String(30), default="")
    occurrence: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    body: Mapped[str] = mapped_column(sa.Text, default="")

    by: Mapped[User | None] = relationship(User, lazy="raise")
