"""What other plugins may know of service: types and hooks, no behaviour."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.hooks import hookspec

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.user.models import User

SOLD_COLUMNS = ("product_code", "supplier_id", "quantity", "sold_on")
SHARED_COLUMNS = ("party_id", "value")


@dataclass(frozen=True)
class LinesWanted:
    """Which sold lines service asks for: of buyers, of one order, or some of them by their keys."""

    party_ids: tuple[int, ...] = ()
    order_id: int | None = None
    line_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class SoldLine:
    """One line of an order as a case needs it.

    ``left`` is the quantity that was not taken back; ``url`` leads to the order, and is empty for
    readers who may not see it.
    """

    line_id: int
    order_id: int
    order_number: str
    party_id: int | None
    product_code: str
    title: str
    category: str
    supplier_id: int | None
    quantity: Decimal
    left: Decimal
    signed_on: date | None
    placed_at: datetime
    url: str = ""


@dataclass(frozen=True)
class ReturnedLine:
    """How much of a sold line the customer gives back, and what was agreed on for it.

    Without a price the quantity is refunded at its worth.
    """

    line_id: int
    quantity: Decimal
    price: Decimal | None = None


@dataclass(frozen=True)
class ReturnApproved:
    """A case in which the customer shall get money back for lines of one order.

    ``fault`` is whose it is: ``customer`` (no reason given), ``supplier`` or ``company``.
    """

    case_number: str
    order_id: int
    lines: tuple[ReturnedLine, ...]
    reason: str
    fault: str


@dataclass(frozen=True)
class RefundAsked:
    """The refund that follows from a return; service keeps its key and number."""

    refund_id: int
    number: str


@dataclass(frozen=True)
class RefundTold:
    """What became of a refund: words and colour of its state, and its page or an empty address.

    :ivar stands: false once it was refused or taken back, so that it may be asked for anew.
    """

    state: str
    colour: str
    url: str
    stands: bool = True


@dataclass(frozen=True)
class LineRefund:
    """How many units of a sold line one refund is for."""

    line_id: int
    refund_id: int
    number: str
    quantity: Decimal


@hookspec
def service_order_lines(session: Session, wanted: LinesWanted, limit: int) -> Sequence[SoldLine]:
    """Return sold lines, the latest order first; one plugin answers."""


@hookspec
def service_return_approved(
    session: Session, approved: ReturnApproved, by: User, on: date, now: datetime
) -> RefundAsked | None:
    """Ask for the refund of a return, in the transaction that approves it.

    A refusal refuses the approval.
    """


@hookspec
def service_refund_told(session: Session, refund_id: int) -> RefundTold | None:
    """Tell what became of a refund that a case asked for."""


@hookspec
def service_line_refunds(
    session: Session, line_ids: Collection[int], since: datetime
) -> Sequence[LineRefund]:
    """Return the refunds of sold lines that somebody asked for since then, the oldest first.

    What was refused or withdrawn does not count, nor does money for which no unit came back.
    """


@hookspec
def service_exchanged_quantities(
    session: Session, line_ids: Collection[int], since: datetime
) -> Mapping[int, Decimal]:
    """Return how many units of sold lines somebody asked to exchange since then, by line.

    What was called off, or went back to the customer as it was, does not count.
    """


@hookspec
def service_sold_quantities() -> Select[*tuple[Any, ...]]:
    """Return what was sold and kept in the order of ``SOLD_COLUMNS``, a row for each line.

    ``quantity`` is a ``core.db.Quantity``, ``supplier_id`` a party or null, ``sold_on`` a date.
    """


@hookspec
def service_shared_purchases() -> Select[*tuple[Any, ...]]:
    """Return ``SHARED_COLUMNS``: buyers, and a text that is equal where two may be one person."""
