"""The list of refunds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from plugins.orders.ledger.models import Order
from plugins.orders.refund import queries
from plugins.orders.refund.models import STATE_WORDS, Refund, State

COLOURS = {
    State.REQUESTED: "secondary",
    State.APPROVED: "azure",
    State.PAID_OUT: "green",
    State.REJECTED: "red",
    State.WITHDRAWN: "secondary",
}
STATES = {state: (text, COLOURS[state]) for state, text in STATE_WORDS.items()}


class RefundListing(Listing):
    """All refunds."""

    query = queries.all_refunds
    key = Refund.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Refund.number,
            href=Link("orders.refund.detail", "refund_id"),
            sortable=True,
        ),
        Column("order", _l("Order"), Order.number),
        Column("requested_at", _l("Requested"), Refund.requested_at, kind="instant", sortable=True),
        Column("refunded_on", _l("Paid out"), Refund.refunded_on, kind="date"),
        Column("amount", _l("Amount"), Refund.amount, kind="money"),
        Column("state", _l("State"), Refund.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Refund.state, labels=STATES),
        DateFilter("refunded", _l("Paid out"), Refund.refunded_on),
    )
    search = (Refund.number, (Refund.order_id, Order))
    default_sort = ("requested_at", "desc")
    empty_title = _l("No refunds yet")
    empty_hint = _l("Open an order and request a refund there.")
