"""The list of all changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core import tombstones
from core.db import session
from core.history import queries
from core.history.models import ACTIONS, Entry, kinds
from core.listing import ChoiceFilter, Column, DateFilter, Filter, Listing, Shown
from core.user import queries as users
from core.user.models import User


class Kinds(Mapping[str, tuple[str, str]]):
    """What records are called; plugins come and go, so it is asked for each time."""

    def __getitem__(self, table: str) -> tuple[str, str]:
        return kinds()[table], ""

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(kinds()))

    def __len__(self) -> int:
        return len(kinds())


def kind_of(row: Any) -> str:
    """Return what the records of an entry's table are called; a table nobody knows by its name."""
    return tombstones.of_table(row.model, kinds().get(row.model))


class PersonFilter(Filter):
    """Shows what one person did."""

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the name, which the trail keeps."""
        name = args.get(self.key, "")
        return self.column == name if name else None

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Offer everybody."""
        names = session().scalars(users.everybody().with_only_columns(User.name).order_by(None))
        choices = [(name, name) for name in sorted(set(names))]
        return Shown(self.key, self.label, "choice", args.get(self.key, ""), choices)


class HistoryListing(Listing):
    """Every change of every record."""

    query = queries.all_entries
    key = Entry.id
    columns = (
        Column("at", _l("When"), Entry.at, kind="instant", sortable=True),
        Column("actor_name", _l("Who"), Entry.actor_name),
        Column("action", _l("What"), Entry.action, kind="badge", labels=ACTIONS),
        Column("model", _l("Kind of record"), Entry.model, value=kind_of),
        Column("label", _l("Record"), Entry.label),
    )
    filters = (
        PersonFilter("who", _l("Who"), Entry.actor_name),
        ChoiceFilter("model", _l("Kind of record"), Entry.model, labels=Kinds()),
        ChoiceFilter("action", _l("What"), Entry.action, labels=ACTIONS),
        DateFilter("at", _l("When"), Entry.at),
    )
    search = Entry
    default_sort = ("at", "desc")
    empty_title = _l("No changes here")
    empty_hint = _l("Every change of a record is written down here.")
