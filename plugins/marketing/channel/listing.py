"""The list of channels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from plugins.marketing.channel import queries
from plugins.marketing.channel.models import KIND_WORDS, Channel

LABELS = {kind: (label, "secondary") for kind, label in KIND_WORDS.items()}
ACTIVE = {True: (_l("In use"), "green"), False: (_l("Closed"), "secondary")}
EDIT = Link("marketing.channel.edit", "channel_id")


class ChannelListing(Listing):
    """All channels."""

    target = "marketing.channel"
    query = queries.all_channels
    key = Channel.id
    columns = (
        Column("code", _l("Code"), Channel.code, sortable=True),
        Column("name", _l("Name"), Channel.name, href=EDIT, sortable=True),
        Column("kind", _l("Kind"), Channel.kind, kind="badge", labels=LABELS),
        Column("is_active", _l("State"), Channel.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (
        ChoiceFilter("kind", _l("Kind"), Channel.kind, labels=LABELS),
        ChoiceFilter("active", _l("State"), Channel.is_active, labels=ACTIVE),
    )
    groups = ("kind", "is_active")
    search = Channel
    default_sort = ("name", "asc")
    empty_title = _l("No channels yet")
    empty_hint = _l("Register the ways on which people hear of you; links are built for them.")
