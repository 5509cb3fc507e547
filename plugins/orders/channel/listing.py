"""The list of stores."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from core.party.models import Party
from plugins.orders.channel import queries
from plugins.orders.channel.models import KIND_WORDS, Channel, Store

LABELS = {kind: (label, "secondary") for kind, label in KIND_WORDS.items()}
ACTIVE = {True: (_l("Active"), "green"), False: (_l("Closed"), "secondary")}


CHANNEL = Link("orders.channel.edit", "channel_id", "channel_id")


class StoreListing(Listing):
    """All stores with their channels."""

    query = queries.all_stores
    key = Store.id
    columns = (
        Column(
            "channel",
            _l("Channel"),
            Channel.name,
            href=CHANNEL,
            sortable=True,
        ),
        Column("kind", _l("Kind"), Channel.kind, kind="badge", labels=LABELS),
        Column("code", _l("Code"), Store.code, sortable=True),
        Column("name", _l("Store"), Store.name, href=Link("orders.channel.edit_store", "store_id")),
        Column("owner", _l("Owner"), Party.name),
        Column("is_active", _l("State"), Store.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (ChoiceFilter("kind", _l("Kind"), Channel.kind, labels=LABELS),)
    extra = (Store.channel_id,)
    default_sort = ("channel", "asc")
    empty_title = _l("No stores yet")
    empty_hint = _l("An import opens the stores that its files name; you can open others here.")
