"""What other plugins may know of catalog: types and hooks, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.hooks import hookspec

if TYPE_CHECKING:
    from sqlalchemy import Select

MOVE_COLUMNS = ("source_id", "product_code", "product_title", "quantity", "moved_at", "moved_on")


@dataclass(frozen=True)
class SalesSource:
    """Where catalog finds what shops sold, as questions to the database.

    ``sold`` and ``returned`` select exactly ``MOVE_COLUMNS``, one row for each line that left the
    house, or came back fit for sale:

    - ``source_id``: the integer key of the line, unique in its question and never reused;
    - ``product_code``, ``product_title``: the code of the product, and what it is called there;
    - ``quantity``: a ``core.db.Quantity``, not below zero; zero for a line that left and was
      taken back later, so that its move is undone;
    - ``moved_at``: when it left or came back;
    - ``moved_on``: the business date of the sale, by which demand is counted.

    ``committed`` selects ``product_code`` and ``quantity`` of what is sold and still in the house.

    :param name: names the source in the database, such as ``orders.line``; never changed.
    """

    name: str
    sold: Select[*tuple[Any, ...]]
    returned: Select[*tuple[Any, ...]]
    committed: Select[*tuple[Any, ...]]


@hookspec
def catalog_sales_source() -> SalesSource:
    """Offer what was sold, so that it leaves the stock; one answer per plugin."""
