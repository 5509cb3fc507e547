"""The list of order reports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.party.models import Party
from plugins.orders.ledger.models import Order
from plugins.orders.order.listing import STATES as ORDER_STATES
from plugins.orders.report import queries
from plugins.orders.report.models import STATE_WORDS, Report, State

COLOURS = {
    State.DRAFT: "secondary",
    State.SUBMITTED: "azure",
    State.MATCHED: "indigo",
    State.APPROVED: "green",
    State.REJECTED: "red",
}
STATES = {state: (text, COLOURS[state]) for state, text in STATE_WORDS.items()}


class ReportListing(Listing):
    """All order reports."""

    target = "orders.report"
    query = queries.all_reports
    key = Report.id
    joined = ((Order, Order.id == Report.order_id),)
    columns = (
        Column(
            "number", _l("Number"), Report.number, href=Link("orders.report.detail", "report_id")
        ),
        Column("dealer", _l("Dealer"), Party.name),
        Column("buyer", _l("Buyer"), Report.buyer_name),
        Column("created_at", _l("Created"), Report.created_at, kind="instant", sortable=True),
        Column("total", _l("Total"), Report.total, kind="money"),
        Column("state", _l("State"), Report.state, kind="badge", labels=STATES),
        Column("order", _l("Order"), Order.state, kind="badge", labels=ORDER_STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Report.state, labels=STATES),
        DateFilter("created", _l("Created"), Report.created_at),
    )
    search = Report
    totals = ("total",)
    default_sort = ("created_at", "desc")
    empty_title = _l("No order reports yet")
    empty_hint = _l("A dealer writes the first one.")
