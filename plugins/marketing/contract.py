"""What other plugins may know of marketing: types and hooks, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.hooks import hookspec

if TYPE_CHECKING:
    from sqlalchemy import Select

ORDER_COLUMNS = (
    "source_id",
    "reference",
    "customer_id",
    "placed_at",
    "placed_on",
    "currency",
    "revenue",
    "margin",
    "is_first",
)


@dataclass(frozen=True)
class OrderSource:
    """Where marketing finds what was sold, as one question to the database.

    ``orders`` selects exactly ``ORDER_COLUMNS``, one row for each order that was paid and not
    cancelled:

    - ``source_id``: the integer key of the order, unique in this source and never reused;
    - ``reference``: its number, as people know it;
    - ``customer_id``: the party that bought, or null;
    - ``placed_at``, ``placed_on``: when, as an instant and as a business date;
    - ``currency``: of both amounts;
    - ``revenue``: what the customer paid less what was refunded, ``core.db.Money``;
    - ``margin``: the gross margin after refunds, ``core.db.Money``, or null if a cost is unknown;
    - ``is_first``: whether the customer had not bought before.

    :param name: names the source in the database, such as ``orders.order``; never changed.
    """

    name: str
    orders: Select[*tuple[Any, ...]]


@hookspec
def marketing_order_source() -> OrderSource:
    """Offer what was sold, to be credited to the channels that led to it."""
