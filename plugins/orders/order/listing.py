"""The list of orders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from core.db import session
from core.filters import LONGEST_KEY
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, PickFilter
from plugins.orders.channel import queries as channels
from plugins.orders.channel.models import Store
from plugins.orders.ledger import queries
from plugins.orders.ledger.models import STATE_WORDS, Order, State

COLOURS = {
    State.PLACED: "secondary",
    State.PAID: "azure",
    State.SHIPPED: "indigo",
    State.DELIVERED: "green",
    State.CLOSED: "teal",
    State.CANCELLED: "red",
}
STATES = {state: (text, COLOURS[state]) for state, text in STATE_WORDS.items()}
DIFFERS = {True: (_l("Paid another sum"), "orange"), False: ("", "")}


class ChannelFilter(PickFilter):
    """Shows the orders of one channel."""

    def condition(self, args: Mapping[str, str]) -> ColumnElement[bool] | None:
        """Compare with the stores of the chosen channel; an unknown one has none."""
        chosen = args.get(self.key, "")
        if not chosen.isdecimal() or len(chosen) > LONGEST_KEY:
            return None
        # They are few, and of one alone the index gives the orders as the list sorts them.
        stores = session().scalars(channels.stores_of(int(chosen))).all()
        return self.column == stores[0] if len(stores) == 1 else self.column.in_(stores)


class OrderListing(Listing):
    """All orders."""

    target = "orders.order"
    query = cache(queries.all_orders)
    key = Order.id
    joined = ((Store, Store.id == Order.store_id),)
    columns = (
        Column("number", _l("Number"), Order.number, href=Link("orders.order.detail", "order_id")),
        Column("store", _l("Store"), Store.name),
        Column("placed_at", _l("Placed"), Order.placed_at, kind="instant", sortable=True),
        Column("buyer", _l("Buyer"), Order.buyer_name),
        Column("line_count", _l("Lines"), Order.line_count, kind="number", is_further=True),
        Column("total", _l("Total"), Order.total, kind="money", sortable=True),
        Column("paid", _l("Paid"), Order.paid, kind="money"),
        Column("signed_on", _l("Signed for"), Order.signed_on, kind="date"),
        Column("state", _l("State"), Order.state, kind="badge", labels=STATES),
        Column("differs", _l("Note"), Order.differs, kind="badge", labels=DIFFERS),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Order.state, labels=STATES),
        PickFilter("store", _l("Store"), Order.store_id, channels.store_names),
        ChannelFilter("channel", _l("Channel"), Order.store_id, channels.channel_names),
        ChoiceFilter("differs", _l("Note"), Order.differs, labels=DIFFERS),
        DateFilter("placed", _l("Placed"), Order.placed_at),
        DateFilter("shipped", _l("Shipped"), Order.shipped_at),
    )
    totals = ("total", "paid")
    currency = Order.currency
    groups = ("state", "differs")
    search = Order
    default_sort = ("placed_at", "desc")
    empty_title = _l("No orders yet")
    empty_hint = _l("Import the files of a platform: Imports, then New import.")
