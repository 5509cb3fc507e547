"""One page of a list, ready to be shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from core import figures
from core.bulk import BulkAction
from core.columns import Cell, Column, body, starts
from core.filters import Filter, Shown
from core.grouping import Group, Grouping
from core.menu import keep
from core.permissions import allowed
from core.sorting import MOST, Sorting

if TYPE_CHECKING:
    from core.listing import Listing

INLINE = 3  # filters that fit beside the search box
START: dict[str, None] = {"page": None, "at": None}  # another order or choice begins at its start


@dataclass
class Page:
    """One page of a list, as the macro ``listing`` shows it.

    :param keys: those of the rows, in the order of the cells.
    :param cells: those of each column.
    :param groups: what is shown instead of rows where the list is told by ``grouping``.
    """

    listing: Listing
    args: Mapping[str, str]
    columns: Sequence[Column]
    sorting: Sorting
    total: int
    keys: Sequence[Any] = ()
    cells: Sequence[list[Cell]] = ()
    totals: Mapping[str, str] = field(default_factory=dict)
    previous: str | None = None
    next: str | None = None
    groups: Sequence[Group] = ()
    grouping: Grouping | None = None
    _looks: dict[str, Shown] = field(default_factory=dict)

    @cached_property
    def look(self) -> Hashable:
        """What the headings depend on: the list, the address, what plugins add until they crash."""
        columns = tuple(one.key for one in self.listing.shown)
        filters = tuple(one.key for one in self.listing.filtered)
        listing = type(self.listing)
        name = f"{listing.__module__}.{listing.__qualname__}"
        return (name, request.path, columns, filters, *self.told)

    @property
    def face(self) -> Hashable:
        """What the filters depend on, besides the words that are searched for."""
        moving = (self._shown(one) for one in self.listing.filtered if not one.is_still)
        return (self.look, *(tuple(one.choices) for one in moving))

    @property
    def turns(self) -> Hashable:
        """What the links to other pages depend on, besides their addresses."""
        return (self.look, bool(self.previous), bool(self.next), bool(self.search))

    @property
    def begin(self) -> str:
        """What an address of the same rows begins with."""
        return _begin(self.kept)

    @property
    def rest(self) -> str:
        """What an address with another order begins with."""
        return _begin([(key, value) for key, value in self.kept if key != "sort"])

    @property
    def search(self) -> str:
        """The words that were searched for."""
        return self.args.get("q", "")

    @property
    def searchable(self) -> bool:
        """Whether the list has a search box."""
        return self.listing.search is not None

    @cached_property
    def filters(self) -> list[Shown]:
        """The filters with their chosen values."""
        return [self._shown(one) for one in self.listing.filtered]

    def _shown(self, one: Filter) -> Shown:
        if one.key not in self._looks:
            self._looks[one.key] = one.shown(self.args)
        return self._looks[one.key]

    @property
    def first_filters(self) -> list[Shown]:
        """The filters that stand beside the search box."""
        return self.filters if len(self.filters) <= INLINE + 1 else self.filters[:INLINE]

    @property
    def further_filters(self) -> list[Shown]:
        """The filters that would fill the page, and are opened by a button."""
        return self.filters[len(self.first_filters) :]

    @property
    def chosen_further(self) -> int:
        """How many of them narrow the list."""
        return sum(any(one.value) for one in self.further_filters)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The columns of most pages: each with its heading, and whether it is hidden."""
        usual = (one for one in self.listing.shown if not one.is_further)
        return [(one.key, str(one.label), one not in self.columns) for one in usual]

    @property
    def further_columns(self) -> list[tuple[str, str, bool]]:
        """The columns for those who ask: each with its heading, and whether it is shown."""
        further = (one for one in self.listing.shown if one.is_further)
        return [(one.key, str(one.label), one in self.columns) for one in further]

    @property
    def body(self) -> Markup:
        """The rows of the table; empty if nothing fits."""
        begin = keep(("cells", self.look), lambda: starts(self.columns))
        return body(begin, self.cells, self.keys if self.actions else None)

    @cached_property
    def actions(self) -> list[BulkAction]:
        """What the reader may do with several rows at once."""
        return [one for one in self.listing.bulk if allowed(one.permission)]

    @property
    def sort(self) -> str:
        """The column that comes first in the order."""
        return self.sorting.by[0][0].key

    @property
    def descending(self) -> bool:
        """Whether the first column is sorted downwards."""
        return self.sorting.by[0][1]

    @property
    def sorts(self) -> list[tuple[str, bool, str]]:
        """What the list is sorted by: the heading, whether downwards, the order without it."""
        parts = self.sorting.name.split(",")
        return [
            (str(column.label), down, ",".join([*parts[:at], *parts[at + 1 :]]))
            for at, (column, down) in enumerate(self.sorting.by)
        ]

    @property
    def further_sorts(self) -> list[tuple[str, str]]:
        """The columns by which rows that are alike may be sorted then, with that order."""
        taken = {column.key for column, _down in self.sorting.by}
        return [
            (str(one.label), f"{self.sorting.name},{one.key}")
            for one in self.listing.shown
            if one.sortable and one.key not in taken and len(taken) < MOST
        ]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The columns by which the rows may be counted: key and heading."""
        words = {one.key: str(one.label) for one in self.listing.columns}
        return [(key, words[key]) for key in self.listing.groups]

    def rows_of(self, group: Group) -> str:
        """Return the address of the rows of a group; empty where no filter chooses them."""
        assert self.grouping is not None  # noqa: S101 - there are groups
        for one in self.listing.filtered:
            if one.column is self.grouping.column.expression and group.name in one.names:
                return self.url(**{one.key: group.name, "group": None}, **START)
        return ""

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """What the address of another page has in common with this one."""
        return [(key, value) for key, value in self.args.items() if value and key not in START]

    @cached_property
    def told(self) -> list[tuple[str, str]]:
        """The same without the words that are searched for."""
        return [(key, value) for key, value in self.kept if key != "q"]

    @property
    def goes_on(self) -> bool:
        """Whether an action may be done with more rows than are shown.

        The address alone has to tell them, and no record that they belong to.
        """
        return self.listing.restrict is None and self.total > len(self.keys)

    @property
    def first_url(self) -> str:
        """The address of the first page."""
        return self.url(**START)

    @property
    def last_url(self) -> str:
        """The address of the last page, or an empty text on that page."""
        if not self.next:
            return ""
        mark = keep(("last", self.sorting.owner, self.sorting.name), lambda: self.sorting.mark("<"))
        return self.url(page=mark, at=None)

    @property
    def previous_url(self) -> str:
        """The address of the page before, or an empty text."""
        return self.url(page=self.previous, at=None) if self.previous else ""

    @property
    def next_url(self) -> str:
        """The address of the page after, or an empty text."""
        return self.url(page=self.next, at=None) if self.next else ""

    @property
    def empty_title(self) -> str:
        """What an empty list says first."""
        return _("Nothing fits") if self._is_narrowed() else str(self.listing.empty_title)

    @property
    def empty_hint(self) -> str:
        """What to do about an empty list."""
        if self._is_narrowed():
            return _("Change the search or the filters.")
        return str(self.listing.empty_hint)

    def _is_narrowed(self) -> bool:
        return any(
            value
            for key, value in self.args.items()
            if key not in {"sort", "page", "at", "group"} and not key.startswith(("hide_", "show_"))
        )

    def url(self, **changes: str | None) -> str:
        """Return the address of this list with some arguments changed."""
        args = {key: value for key, value in {**self.args, **changes}.items() if value}
        return f"{request.path}?{urlencode(args)}"

    @property
    def total_text(self) -> str:
        """How many rows there are, as far as they are counted."""
        if self.total > figures.COUNTED:
            return _("more than %(count)s", count=f"{figures.COUNTED:,}")
        return f"{self.total:,}"


def _begin(told: Sequence[tuple[str, str]]) -> str:
    return f"{request.path}?{urlencode(told)}{'&' if told else ''}"
