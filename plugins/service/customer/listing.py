"""The list of customers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from core.party.models import Party
from core.party.rules import masked
from core.permissions import allowed
from plugins.service.customer import queries
from plugins.service.customer.models import Customer
from plugins.service.identity.models import SOURCES

ACTIVE = {True: (_l("Active"), "green"), False: (_l("Inactive"), "secondary")}
NAMES = "service.customer.name"
PAGE = Link("service.customer.detail", "party_id")


def called(name: str | None) -> str:
    """Return the name of a customer, in part for those who may not see it in full."""
    if not name:
        return ""
    return name if allowed(NAMES) else masked("name", name)


def told_by(source: str | None) -> str:
    """Return in words where a record comes from; platforms are called by their names."""
    return str(SOURCES.get(source or "", source or ""))


class CustomerListing(Listing):
    """All customers, each person once."""

    target = "service.customer"
    query = queries.all_customers
    key = Party.id
    joined = ((Customer, Customer.party_id == Party.id),)
    columns = (
        Column("code", _l("Code"), Party.code, href=PAGE, sortable=True),
        Column("name", _l("Full name"), Party.name, href=PAGE, sortable=True, veil=called),
        Column("region", _l("Region"), Party.region),
        Column("city", _l("City"), Party.city),
        Column("source", _l("Source"), Customer.source, value=lambda row: told_by(row.source)),
        Column("known_at", _l("Known since"), Customer.known_at, kind="instant"),
        Column("is_active", _l("State"), Party.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (ChoiceFilter("is_active", _l("State"), Party.is_active, labels=ACTIVE),)
    search = Party
    default_sort = ("code", "asc")
    empty_title = _l("No customers yet")
    empty_hint = _l("Import customers or orders, or enter one by hand.")
