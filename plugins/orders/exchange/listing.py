"""The list of exchanges."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from plugins.orders.exchange import queries
from plugins.orders.exchange.models import STATE_WORDS, Exchange, State
from plugins.orders.ledger.models import Order
from plugins.orders.product.models import Product

COLOURS = {
    State.REQUESTED: "secondary",
    State.RETURNED: "azure",
    State.PASSED: "indigo",
    State.SENT: "purple",
    State.COMPLETED: "green",
    State.REFUSED: "red",
    State.REFUNDED: "orange",
    State.CANCELLED: "secondary",
}
STATES = {state: (text, COLOURS[state]) for state, text in STATE_WORDS.items()}


class ExchangeListing(Listing):
    """All exchanges."""

    query = queries.all_exchanges
    key = Exchange.id
    joined = ((Product, Product.id == Exchange.product_id),)
    columns = (
        Column(
            "number",
            _l("Number"),
            Exchange.number,
            href=Link("orders.exchange.detail", "exchange_id"),
        ),
        Column("order", _l("Order"), Order.number),
        Column("buyer", _l("Buyer"), Order.buyer_name),
        Column("product", _l("Replacement"), Product.title),
        Column("quantity", _l("Quantity"), Exchange.quantity, kind="number"),
        Column(
            "requested_at", _l("Requested"), Exchange.requested_at, kind="instant", sortable=True
        ),
        Column("state", _l("State"), Exchange.state, kind="badge", labels=STATES),
    )
    filters = (ChoiceFilter("state", _l("State"), Exchange.state, labels=STATES),)
    search = (Exchange.number, (Exchange.order_id, Order))
    default_sort = ("requested_at", "desc")
    empty_title = _l("No exchanges yet")
    empty_hint = _l("Open an order that is signed for and exchange something there.")
