"""The list of suggestions, and each one in a sentence."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.bulk import BulkAction
from core.clock import local_date
from core.company import company
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, PickFilter
from core.party.models import Party
from core.user.models import User
from plugins.catalog.product.models import Product
from plugins.catalog.suggestion import queries, services
from plugins.catalog.suggestion.models import PATTERNS, STATE_WORDS, State, Suggestion
from plugins.catalog.supply.models import Supply
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse

COLOURS = {
    State.OPEN: "azure",
    State.ACCEPTED: "green",
    State.DISMISSED: "secondary",
    State.WITHDRAWN: "secondary",
}
STATES = {state: (STATE_WORDS[state], colour) for state, colour in COLOURS.items()}


def plain(figure: Decimal) -> str:
    """Return a figure without decimals that say nothing."""
    return f"{figure.normalize():f}"


def explained(one: Suggestion) -> str:
    """Return why so much is suggested; the quantity can be recomputed from its figures."""
    basis = (
        _("Young product: its category wants %(daily)s a day", daily=plain(one.daily))
        if one.is_prior
        else _(
            "Within %(window)s days it was in stock on %(days)s, and %(daily)s a day were wanted",
            window=one.window_days,
            days=one.days,
            daily=plain(one.daily),
        )
    )
    return _(
        "%(basis)s; goods take %(lead)s days. The stock position %(position)s is at or below the "
        "reorder point %(point)s, so order up to %(target)s: in packs of %(pack)s, at least "
        "%(minimum)s, that is %(quantity)s.",
        basis=basis,
        lead=one.lead_days,
        position=plain(one.position),
        point=one.point,
        target=one.target,
        pack=plain(one.pack),
        minimum=plain(one.minimum),
        quantity=plain(one.quantity),
    )


def accept(session: Session, suggestion: Suggestion, *, by: User, now: datetime) -> None:
    """Accept a suggestion as it is."""
    on = local_date(now, company().zone)
    services.accept(session, suggestion, by=by, on=on, now=now)


ACCEPT = BulkAction(
    "catalog.suggestion.accept",
    _l("Accept"),
    "catalog.suggestion.accept",
    queries.with_keys,
    accept,
)


class SuggestionListing(Listing):
    """What to restock."""

    target = "catalog.suggestion"
    query = queries.all_suggestions
    key = Suggestion.id
    columns = (
        Column(
            "product",
            _l("Product"),
            Product.code,
            href=Link("catalog.suggestion.detail", "suggestion_id"),
        ),
        Column("title", _l("Product name"), Product.title),
        Column("warehouse", _l("Warehouse"), Warehouse.name),
        Column("supplier", _l("Supplier"), Party.name),
        Column("daily", _l("A day"), Suggestion.daily, kind="number"),
        Column("position", _l("Stock position"), Suggestion.position, kind="number"),
        Column("point", _l("Reorder point"), Suggestion.point, kind="number"),
        Column("quantity", _l("Quantity"), Suggestion.quantity, kind="number", sortable=True),
        Column(
            "accepted_quantity",
            _l("Quantity accepted"),
            Suggestion.accepted_quantity,
            kind="number",
        ),
        Column("computed_on", _l("Computed"), Suggestion.computed_on, kind="date", sortable=True),
        Column(
            "snoozed_until",
            _l("Not before"),
            Suggestion.snoozed_until,
            kind="date",
            is_further=True,
        ),
        Column(
            "pattern",
            _l("Demand"),
            Suggestion.pattern,
            kind="badge",
            labels=PATTERNS,
            is_further=True,
        ),
        Column("state", _l("State"), Suggestion.state, kind="badge", labels=STATES),
    )
    filters = (
        PickFilter("warehouse", _l("Warehouse"), Suggestion.warehouse_id, warehouses.names),
        ChoiceFilter("state", _l("State"), Suggestion.state, labels=STATES),
        DateFilter("computed", _l("Computed"), Suggestion.computed_on),
    )
    search = (
        (Suggestion.product_id, Product),
        (Suggestion.supply_id, Supply.id, (Supply.supplier_id, Party)),
    )
    groups = ("state", "pattern")
    bulk = (ACCEPT,)
    default_sort = ("computed_on", "desc")
    empty_title = _l("Nothing to restock")
    empty_hint = _l("Products with a usual supplier are looked at every night.")
