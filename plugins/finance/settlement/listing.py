"""The lists of statements and of their lines."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.bulk import BulkAction
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, NumberFilter
from plugins.finance.settlement import queries, services
from plugins.finance.settlement.models import (
    LINE_WORDS,
    STATE_WORDS,
    Kind,
    Line,
    LineState,
    State,
    Statement,
)

COLOURS = {
    State.DRAFT: "secondary",
    State.SENT: "azure",
    State.CONFIRMED: "teal",
    State.DISPUTED: "orange",
    State.FROZEN: "indigo",
    State.APPROVED: "blue",
    State.PAID: "green",
    State.CARRIED: "secondary",
}
STATES = {state: (STATE_WORDS[state], colour) for state, colour in COLOURS.items()}
KINDS = {
    Kind.SALE: (_l("Sale"), "secondary"),
    Kind.RECEIPT: (_l("Receipt"), "secondary"),
    Kind.REFUND: (_l("Refund"), "red"),
}
LINE_STATES = {
    LineState.OPEN: ("", ""),
    LineState.DISPUTED: (LINE_WORDS[LineState.DISPUTED], "orange"),
    LineState.HELD: (LINE_WORDS[LineState.HELD], "orange"),
    LineState.RELEASED: (LINE_WORDS[LineState.RELEASED], "teal"),
}
STATEMENT = Link("finance.settlement.detail", "statement_id")
LINE = Link("finance.settlement.line", "line_id")
STEPS = {
    "send": (services.send, "finance.settlement.send", _l("Mark as sent")),
    "confirm": (services.confirm, "finance.settlement.confirm", _l("Confirm")),
    "freeze": (services.freeze, "finance.settlement.freeze", _l("Freeze")),
    "ask": (services.ask, "finance.settlement.freeze", _l("Ask for approval")),
}


class StatementListing(Listing):
    """All statements."""

    target = "finance.settlement"
    query = queries.all_statements
    key = Statement.id
    columns = (
        Column("number", _l("Number"), Statement.number, href=STATEMENT, sortable=True),
        Column("supplier_name", _l("Supplier"), Statement.supplier_name),
        Column(
            "supplier_code",
            _l("Supplier code"),
            Statement.supplier_code,
            sortable=True,
            is_further=True,
        ),
        Column("period_from", _l("From"), Statement.period_from, kind="date", sortable=True),
        Column("period_to", _l("To"), Statement.period_to, kind="date", is_further=True),
        Column("line_count", _l("Lines"), Statement.line_count, kind="number", is_further=True),
        Column("gross", _l("Gross"), Statement.gross, kind="money"),
        Column("commission", _l("Commission"), Statement.commission, kind="money"),
        Column("refunds", _l("Refunds"), Statement.refunds, kind="money"),
        Column("adjustments", _l("Adjustments"), Statement.adjustments, kind="money"),
        Column("carried_in", _l("Carried in"), Statement.carried_in, kind="money"),
        Column("net", _l("Net"), Statement.net, kind="money", sortable=True),
        Column("state", _l("State"), Statement.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Statement.state, labels=STATES),
        DateFilter("period", _l("Period"), Statement.period_from),
        NumberFilter("net", _l("Net"), Statement.net),
    )
    totals = ("gross", "commission", "refunds", "adjustments", "carried_in", "net")
    currency = Statement.currency
    groups = ("state",)
    bulk = tuple(
        BulkAction(f"finance.settlement.{verb}", title, permission, queries.with_keys, act)
        for verb, (act, permission, title) in STEPS.items()
    )
    search = Statement
    default_sort = ("period_from", "desc")
    empty_title = _l("No statements yet")
    empty_hint = _l("Import orders, agree on terms, then run a settlement.")


class LineListing(Listing):
    """The lines of one statement."""

    query = queries.all_lines
    key = Line.id
    columns = (
        Column("reference", _l("Reference"), Line.reference, href=LINE),
        Column("kind", _l("Kind"), Line.kind, kind="badge", labels=KINDS),
        Column("description", _l("Product"), Line.description),
        Column("category", _l("Category"), Line.category),
        Column("event_on", _l("Date"), Line.event_on, kind="date"),
        Column("eligible_on", _l("Payable on"), Line.eligible_on, kind="date", sortable=True),
        Column("quantity", _l("Quantity"), Line.quantity, kind="number"),
        Column("gross", _l("Gross"), Line.gross, kind="money"),
        Column("rate", _l("Rate"), Line.rate, kind="percent"),
        Column("commission", _l("Commission"), Line.commission, kind="money"),
        Column("net", _l("Net"), Line.net, kind="money"),
        Column("state", _l("State"), Line.state, kind="badge", labels=LINE_STATES),
    )
    filters = (
        ChoiceFilter("kind", _l("Kind"), Line.kind, labels=KINDS),
        ChoiceFilter("line_state", _l("State"), Line.state, labels=LINE_STATES),
    )
    default_sort = ("eligible_on", "asc")
    empty_title = _l("No lines")
    empty_hint = _l("All lines of this statement are held back or filtered out.")
