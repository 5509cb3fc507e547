"""What other plugins may know of finance: types and hooks, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.hooks import hookspec

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.user.models import User

LINE_COLUMNS = (
    "source_id",
    "kind",
    "supplier_id",
    "reference",
    "product_code",
    "description",
    "category",
    "quantity",
    "price",
    "freight",
    "seller_discount",
    "paid",
    "unit_cost",
    "signed_on",
    "paid_on",
)
REFUND_COLUMNS = (
    "source_id",
    "line_source_id",
    "reference",
    "quantity",
    "price",
    "freight",
    "returns_commission",
    "refunded_on",
)
SALE = "sale"
RECEIPT = "receipt"


@dataclass(frozen=True)
class PayableSource:
    """Where finance finds what it owes suppliers for, as two questions to the database.

    ``lines`` selects exactly ``LINE_COLUMNS``, one row for each line that is final in its own
    department (sold and signed for, or received):

    - ``source_id``: the integer key of the line, unique in this source and never reused;
    - ``kind``: ``SALE`` or ``RECEIPT``; terms in mode "bought" pay receipts, the others sales;
    - ``supplier_id``: the party that is owed;
    - ``reference``, ``product_code``, ``description``, ``category``: texts; category may be null;
    - ``quantity``: a ``core.db.Quantity``;
    - ``price``: goods of the line before discounts, ``freight``: freight that the buyer paid,
      ``seller_discount``: what the supplier grants, ``paid``: what the buyer paid for the goods,
      all ``core.db.Money`` for the whole line;
    - ``unit_cost``: agreed cost or purchase price per unit, ``core.db.Money`` or null; a receipt
      without one costs its ``price``;
    - ``signed_on``, ``paid_on``: business dates or null (a receipt's date is ``signed_on``).

    ``refunds`` selects exactly ``REFUND_COLUMNS``, one row for each refunded line of a refund
    that has been paid out; amounts are positive, ``returns_commission`` says whether the
    platform gives its commission back.

    :param name: names the source in the database, such as ``orders.line``; never changed.
    """

    name: str
    lines: Select[*tuple[Any, ...]]
    refunds: Select[*tuple[Any, ...]] | None = None


@dataclass(frozen=True)
class PaidSettlement:
    """A statement that the bank has just paid; the supplier is a party."""

    number: str
    supplier_id: int
    amount: Decimal
    currency: str
    paid_on: date


@hookspec
def finance_payable_source() -> PayableSource:
    """Offer lines that suppliers are to be paid for; one answer per plugin."""


@hookspec
def finance_settlement_paid(session: Session, settlement: PaidSettlement, by: User) -> None:
    """Hear that a statement was paid, in the transaction that notes it."""
