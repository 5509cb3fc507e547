"""The list of dealers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from core.party.models import Party
from core.user.models import User
from plugins.orders.channel.models import Store
from plugins.orders.dealer import queries
from plugins.orders.dealer.models import Dealer

ACTIVE = {True: (_l("Active"), "green"), False: (_l("Closed"), "secondary")}


class DealerListing(Listing):
    """All dealers."""

    query = queries.all_dealers
    key = Dealer.id
    columns = (
        Column(
            "user",
            _l("User"),
            User.name,
            href=Link("orders.dealer.detail", "dealer_id"),
            sortable=True,
        ),
        Column("party", _l("Party"), Party.name),
        Column("store", _l("Store"), Store.name),
        Column("is_active", _l("State"), Dealer.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (ChoiceFilter("active", _l("State"), Dealer.is_active, labels=ACTIVE),)
    search = Party
    default_sort = ("user", "asc")
    empty_title = _l("No dealers yet")
    empty_hint = _l("Make a user for the dealer, then link it with the party here.")
