"""The list of entries in the ledger of points."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.party.models import Party
from plugins.orders.ledger.models import Order
from plugins.orders.points import queries
from plugins.orders.points.models import KIND_WORDS, Kind, Points

COLOURS = {
    Kind.EARN: "azure",
    Kind.CONFIRM: "green",
    Kind.REVERSE: "orange",
    Kind.EXPIRE: "secondary",
    Kind.ADJUST: "purple",
}
KINDS = {kind: (text, COLOURS[kind]) for kind, text in KIND_WORDS.items()}


class PointsListing(Listing):
    """All entries of points."""

    query = queries.all_points
    key = Points.id
    joined = ((Order, Order.id == Points.order_id),)
    columns = (
        Column("at", _l("When"), Points.at, kind="instant", sortable=True),
        Column(
            "party",
            _l("Party"),
            Party.name,
            href=Link("orders.points.detail", "party_id", "party_id"),
        ),
        Column("kind", _l("Kind"), Points.kind, kind="badge", labels=KINDS),
        Column("pending", _l("Pending"), Points.pending, kind="money"),
        Column("confirmed", _l("Confirmed"), Points.confirmed, kind="money"),
        Column("expires_on", _l("Expires"), Points.expires_on, kind="date"),
        Column("order", _l("Order"), Order.number),
        Column("note", _l("Remark"), Points.note),
    )
    filters = (
        ChoiceFilter("kind", _l("Kind"), Points.kind, labels=KINDS),
        DateFilter("at", _l("When"), Points.at),
    )
    extra = (Points.party_id,)
    search = Party
    totals = ("pending", "confirmed")
    default_sort = ("at", "desc")
    empty_title = _l("No points yet")
    empty_hint = _l("They are posted when an order report is approved.")
