"""The list of what a user has been told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core import notifications, tombstones
from core.db import session
from core.listing import Cell, Column, DateFilter, Link, Listing
from core.notification import queries
from core.notification.models import Notification


def text_of(row: Any) -> str:
    """Put a notification into words; where the plugin is off, its label stays."""
    known = notifications.registered().get(row.notice)
    if known is None:
        return tombstones.of_name(row.notice, row.text)
    return str(known.text) % {"actor": row.actor_name, "label": row.text}


class Details(Column):
    """What more there is to say of each record, asked for all rows at once."""

    def cells(self, rows: Sequence[Any], at: int) -> list[Cell]:
        """Return the cells of all rows."""
        return [Cell(text) for text in self.told(rows, at)]

    def told(self, rows: Sequence[Any], _at: int) -> list[Any]:
        """Return the same for a file."""
        asked = [(row.notice, row.details) for row in rows]
        found = notifications.details(session(), asked, current_user._get_current_object())
        return [" · ".join(found.get(one, [])) for one in asked]


class NotificationListing(Listing):
    """What a user has been told."""

    query = queries.all_notifications
    key = Notification.id
    columns = (
        Column(
            "text",
            _l("Notification"),
            Notification.label,
            value=text_of,
            href=Link("core.notification.detail", "notification_id"),
        ),
        Details("details", _l("Details"), Notification.record_id),
        Column("at", _l("When"), Notification.at, kind="instant", sortable=True),
        Column("read_at", _l("Read"), Notification.read_at, kind="instant"),
    )
    extra = (Notification.notice.label("notice"), Notification.actor_name.label("actor_name"))
    filters = (DateFilter("at", _l("When"), Notification.at),)
    default_sort = ("at", "desc")
    empty_title = _l("Nothing to read")
    empty_hint = _l("What others ask of you, and what became of what you asked, appears here.")
