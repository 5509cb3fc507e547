"""The list of channels, and the filter by which other lists show the rows of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.db import session
from core.listing import ChoiceFilter, Column, Filter, Link, Listing, Shown
from plugins.marketing.channel import queries
from plugins.marketing.channel.models import KIND_WORDS, Channel

LABELS = {kind: (label, "secondary") for kind, label in KIND_WORDS.items()}
ACTIVE = {True: (_l("In use"), "green"), False: (_l("Closed"), "secondary")}
NONE = "none"
LONGEST = 18  # digits of the key of a record


class PickFilter(Filter):
    """Shows the rows that belong to one record, or to none."""

    def __init__(
        self, key: str, label: Any, column: Any, pick: Callable[[], Any], none: Any = ""
    ) -> None:
        """Take the choices from a question for keys and names; ``none`` is the word for none."""
        super().__init__(key, label, column)
        self.pick, self.none = pick, none

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the chosen record; an unknown one chooses nothing."""
        chosen = args.get(self.key, "")
        if self.none and chosen == NONE:
            return self.column.is_(None)
        is_key = chosen.isdecimal() and len(chosen) <= LONGEST
        return self.column == int(chosen) if is_key else None

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Offer every record."""
        found = [(str(key), name) for key, name in session().execute(self.pick())]
        choices = [(NONE, str(self.none)), *found] if self.none else found
        return Shown(self.key, self.label, "choice", args.get(self.key, ""), choices)


class ChannelListing(Listing):
    """All channels."""

    target = "marketing.channel"
    query = queries.all_channels
    key = Channel.id
    columns = (
        Column("code", _l("Code"), Channel.code, sortable=True),
        Column(
            "name",
            _l("Name"),
            Channel.name,
            href=Link("marketing.channel.edit", "channel_id"),
            sortable=True,
        ),
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
