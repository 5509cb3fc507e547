"""The list of stores."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Listing
from core.party.models import Party
from core.permissions import allowed
from plugins.orders.channel import queries
from plugins.orders.channel.models import KIND_WORDS, Channel, Store

LABELS = {kind: (label, "secondary") for kind, label in KIND_WORDS.items()}
ACTIVE = {True: (_l("Active"), "green"), False: (_l("Closed"), "secondary")}


def _edit_channel(row: Any) -> str:
    if not allowed("orders.channel.edit"):
        return ""
    return url_for("orders.channel.edit", channel_id=row.channel_id)


def _edit_store(row: Any) -> str:
    if not allowed("orders.channel.edit"):
        return ""
    return url_for("orders.channel.edit_store", store_id=row.id)


class StoreListing(Listing):
    """All stores with their channels."""

    query = queries.all_stores
    key = Store.id
    columns = (
        Column("channel", _l("Channel"), Channel.name, href=_edit_channel, sortable=True),
        Column("kind", _l("Kind"), Channel.kind, kind="badge", labels=LABELS),
        Column("code", _l("Code"), Store.code, sortable=True),
        Column("name", _l("Store"), Store.name, href=_edit_store),
        Column("owner", _l("Owner"), Party.name),
        Column("is_active", _l("State"), Store.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (ChoiceFilter("kind", _l("Kind"), Channel.kind, labels=LABELS),)
    extra = (Store.channel_id,)
    default_sort = ("channel", "asc")
    empty_title = _l("No stores yet")
    empty_hint = _l("An import opens the stores that its files name; you can open others here.")
