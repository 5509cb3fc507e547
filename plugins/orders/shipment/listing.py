"""The list of parcels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from plugins.orders.ledger.models import Order
from plugins.orders.shipment import queries
from plugins.orders.shipment.models import STATE_WORDS, Shipment, State

COLOURS = {
    State.PICKED_UP: "azure",
    State.IN_TRANSIT: "azure",
    State.DELIVERING: "indigo",
    State.SIGNED: "green",
    State.EXCEPTION: "orange",
    State.RETURNING: "orange",
    State.REJECTED: "red",
    State.UNKNOWN: "secondary",
}
STATES = {state: (text, COLOURS[state]) for state, text in STATE_WORDS.items()}


class ShipmentListing(Listing):
    """All parcels."""

    query = queries.all_shipments
    key = Shipment.id
    columns = (
        Column(
            "tracking_number",
            _l("Tracking number"),
            Shipment.tracking_number,
            href=Link("orders.shipment.detail", "shipment_id"),
        ),
        Column("carrier", _l("Carrier"), Shipment.carrier),
        Column(
            "order",
            _l("Order"),
            Order.number,
            href=Link("orders.order.detail", "order_id", "order_id"),
        ),
        Column("buyer", _l("Buyer"), Order.buyer_name),
        Column("shipped_at", _l("Shipped"), Shipment.shipped_at, kind="instant", sortable=True),
        Column("state", _l("State"), Shipment.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Shipment.state, labels=STATES),
        DateFilter("shipped", _l("Shipped"), Shipment.shipped_at),
    )
    extra = (Shipment.order_id,)
    search = (Shipment.tracking_number, (Shipment.order_id, Order))
    default_sort = ("shipped_at", "desc")
    empty_title = _l("No shipments yet")
    empty_hint = _l("Open an order and add a shipment there.")
