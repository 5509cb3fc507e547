"""What cases may be, and how they go on."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugins.service.contract import SoldLine


class Kind(enum.Enum):
    """What the customer wants."""

    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"


class State(enum.Enum):
    """How far a case has come."""

    NEW = "new"
    ACCEPTED = "accepted"
    AWAITING_GOODS = "awaiting_goods"
    INSPECTING = "inspecting"
    RESOLVING = "resolving"
    CLOSED = "closed"
    REJECTED = "rejected"
    REOPENED = "reopened"


class EventKind(enum.Enum):
    """What happened to a case."""

    OPENED = "opened"
    CUSTOMER = "customer"
    REPLY = "reply"
    AUTO = "auto"
    NOTE = "note"
    WAIT = "wait"
    RESUME = "resume"
    STEP = "step"
    LOG = "log"


class Outcome(enum.Enum):
    """What becomes of a line."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    NOTHING = "nothing"


OVER = (State.CLOSED, State.REJECTED)
TRANSITIONS = {
    (State.NEW, "accept"): State.ACCEPTED,
    (State.NEW, "reject"): State.REJECTED,
    (State.ACCEPTED, "await_goods"): State.AWAITING_GOODS,
    (State.ACCEPTED, "resolve"): State.RESOLVING,
    (State.ACCEPTED, "reject"): State.REJECTED,
    (State.AWAITING_GOODS, "receive"): State.INSPECTING,
    (State.AWAITING_GOODS, "reject"): State.REJECTED,
    (State.INSPECTING, "resolve"): State.RESOLVING,
    (State.INSPECTING, "reject"): State.REJECTED,
    (State.RESOLVING, "close"): State.CLOSED,
    (State.CLOSED, "reopen"): State.REOPENED,
    (State.REJECTED, "reopen"): State.REOPENED,
    (State.REOPENED, "accept"): State.ACCEPTED,
    (State.REOPENED, "reject"): State.REJECTED,
}


@dataclass(frozen=True)
class LineDraft:
    """One product that a case is about."""

    title: str
    quantity: Decimal
    product_code: str = ""
    category: str = ""
    supplier_id: int | None = None
    sold_line_id: int | None = None


def drafted(line: SoldLine, quantity: Decimal) -> LineDraft:
    """Return some units of a sold line as a case is about them."""
    return LineDraft(
        line.title[:200],
        quantity,
        line.product_code,
        line.category[:100],
        line.supplier_id,
        line.line_id,
    )


@dataclass(frozen=True)
class OrderNamed:
    """The order that a case is about."""

    number: str
    order_id: int | None = None
    signed_on: date | None = None
