"""The entries of the timeline: orders, payments, refunds, parcels; each leads to its page."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.extending import TimelineEntry
from core.templating import money
from plugins.orders.buyer import queries
from plugins.orders.ledger import queries as ledger
from plugins.orders.order.listing import STATES
from plugins.orders.refund.models import STATE_WORDS as REFUND_WORDS
from plugins.orders.shipment.models import STATE_WORDS as SHIPMENT_WORDS

ORDERS, REFUNDS = "orders.order.index", "orders.refund.index"


def happened(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Return what a buyer ordered and paid, what was sent, and what was given back."""
    return [
        *_orders(session, party_id, limit),
        *_payments(session, party_id, limit),
        *_refunds(session, party_id, limit),
        *_shipments(session, party_id, limit),
    ]


def _orders(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            order.placed_at,
            _("Order %(number)s", number=order.number),
            url_for("orders.order.detail", order_id=order.id),
            ORDERS,
            f"{STATES[order.state][0]} · {money(order.total, order.currency)}",
            "shopping-cart",
        )
        for order in session.scalars(ledger.of_buyer(party_id).limit(limit))
    ]


def _payments(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            order.paid_at,
            _("Payment of order %(number)s", number=order.number),
            url_for("orders.order.detail", order_id=order.id),
            ORDERS,
            money(order.paid, order.currency),
            "cash",
        )
        for order in session.scalars(queries.paid_orders(party_id).limit(limit))
        if order.paid_at is not None
    ]


def _refunds(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            refund.requested_at,
            _("Refund %(number)s", number=refund.number),
            url_for("orders.refund.detail", refund_id=refund.id),
            REFUNDS,
            f"{REFUND_WORDS[refund.state]} · {money(refund.amount, refund.order.currency)}",
            "receipt-refund",
        )
        for refund in session.scalars(queries.refunds(party_id).limit(limit))
    ]


def _shipments(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            parcel.shipped_at,
            _("Parcel %(number)s", number=parcel),
            url_for("orders.shipment.detail", shipment_id=parcel.id),
            ORDERS,
            str(SHIPMENT_WORDS[parcel.state]),
            "truck",
        )
        for parcel in session.scalars(queries.shipments(party_id).limit(limit))
    ]
