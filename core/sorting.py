"""The order of a list, and the marks that lead to its pages.

A mark tells what the row beside a page is sorted by, so pages stay where they are while rows
arrive; the order always ends with the key, so no row is shown twice or left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, Signer
from sqlakeyset import Paging, serialize_bookmark, unserialize_bookmark
from sqlakeyset.columns import OC
from sqlakeyset.paging import where_condition_for_page

from core.added_columns import AddedColumn
from core.columns import Column
from core.db import session

MOST = 3  # columns that a list is sorted by
HIGHEST = 1_000_000  # a page beyond it is not asked for by a person


@dataclass(frozen=True)
class Sorting:
    """Some columns, each with whether it is sorted downwards, then the key of the list.

    :param owner: the list, whose marks lead into no other.
    :param columns: all columns of the list.
    :param declared: how many of them every row of the list is read with; those that plugins add
        are read only to sort by them.
    """

    owner: str
    key: Any
    by: tuple[tuple[Column, bool], ...]
    columns: Sequence[Column]
    declared: int

    @classmethod
    def of(
        cls,
        owner: str,
        key: Any,
        asked: str,
        columns: Sequence[Column],
        declared: int,
        default: tuple[str, str],
    ) -> Sorting:
        """Read an address such as ``-total,placed_at``; what cannot be sorted by is left out."""
        sortable = {one.key: one for one in columns if one.sortable}
        names = dict.fromkeys(
            name.removeprefix("-")
            for name in asked.split(",")
            if name.removeprefix("-") in sortable
        )
        down = {name.removeprefix("-") for name in asked.split(",") if name.startswith("-")}
        by = tuple((sortable[name], name in down) for name in [*names][:MOST])
        if not by:
            usual = next(one for one in columns if one.key == default[0])
            by = ((usual, default[1] == "desc"),)
        return cls(owner, key, by, columns, declared)

    @property
    def name(self) -> str:
        """The sorting as addresses write it."""
        return ",".join(f"-{one.key}" if down else one.key for one, down in self.by)

    @property
    def added(self) -> list[Column]:
        """The columns of plugins that have to be read with the rows."""
        return [one for one, _down in self.by if isinstance(one, AddedColumn)]

    def order(self, *, backwards: bool = False) -> list[Any]:
        """Return what a question is ordered by; the key follows the first column."""
        parts = [(one.expression, down) for one, down in self.by]
        parts.append((self.key, self.by[0][1]))
        return [part.desc() if down is not backwards else part.asc() for part, down in parts]

    def beyond(self, place: tuple[Any, ...] | None, *, backwards: bool) -> list[Any]:
        """Return the condition of the rows behind a place, or before it, if there is a place."""
        if place is None:
            return []
        order = self.order(backwards=backwards)
        keys = [OC(part, enable_warnings=False) for part in order]
        return [where_condition_for_page(keys, place, session().get_bind().dialect)]

    def paged(
        self, found: Sequence[Any], place: tuple[Any, ...] | None, *, backwards: bool, limit: int
    ) -> Paging[Any]:
        """Return the rows of a page with the places of the pages beside it.

        :param found: the rows, and one more if there are further ones.
        """
        at = [self._at(one) for one, _down in self.by]
        places = [(*(row[number] for number in at), row[0]) for row in found]
        return Paging(list(found), limit, backwards, place, places)

    def _at(self, column: Column) -> int:
        """Return where the value of a column stands in a row, which begins with the key."""
        if isinstance(column, AddedColumn):
            return 1 + self.declared + self.added.index(column)
        return 1 + self.columns.index(column)

    def place_before(self, chosen: sa.Select[Any], number: int, per_page: int) -> Any:
        """Return the place behind which the page of a number begins; None where there is none."""
        parts = [one.expression for one, _down in self.by]
        asked = (
            chosen.with_only_columns(*parts, self.key, maintain_column_froms=True)
            .order_by(None)
            .order_by(*self.order())
            .offset((min(number, HIGHEST) - 1) * per_page - 1)
            .limit(1)
        )
        found = session().execute(asked).one_or_none()
        return None if found is None else tuple(found)

    def mark(self, bookmark: str) -> str:
        """Seal the mark of a page.

        Nobody can then ask for a place that the columns cannot be compared with.
        """
        return self._seal.sign(bookmark).decode()

    def mark_behind(self, place: tuple[Any, ...]) -> str:
        """Return the mark of the page behind a row, told by what it is sorted by and its key."""
        return self.mark(serialize_bookmark((place, False)))

    def read(self, mark: str) -> tuple[tuple[Any, ...] | None, bool] | None:
        """Return the place that a mark tells, and whether the page lies before it.

        None for a mark that is broken, or was made for another sorting.
        """
        if not mark:
            return None
        try:
            place, backwards = unserialize_bookmark(self._seal.unsign(mark).decode())
        except BadSignature:
            return None
        return place, backwards

    def start(
        self, args: Mapping[str, str], chosen: Callable[[], sa.Select[Any]], per_page: int
    ) -> tuple[tuple[Any, ...] | None, bool]:
        """Return where the page that an address asks for begins, by its mark or its number.

        Beyond the last page lies the last page.

        :param chosen: makes the question for all rows, which only a number needs.
        """
        number = args.get("at", "")
        if number.isdecimal() and int(number) > 1:
            place = self.place_before(chosen(), int(number), per_page)
            return place, place is None
        return self.read(args.get("page", "")) or (None, False)

    @property
    def _seal(self) -> Signer:
        names = " ".join(one.key for one, _down in self.by)
        return Signer(str(current_app.secret_key), salt=f"page of {self.owner} {names}")
