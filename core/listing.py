"""Lists: declared once, shown as a page, exported as CSV or XLSX with exactly the same rows.

A slice's ``listing.py`` declares columns, filters and how to search.  Only the columns that are
shown are read.  Three things keep a list of a million rows quick:

- Every sorting ends with the key, so each sortable column wants an index on itself and the key;
  nullable columns cannot be sorted by.
- A filter wants an index on its column, the column of the usual sorting and the key.
- A table that only gives a column to be shown is named by ``joined`` and not by the query, so
  that counting the rows does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Response, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, Signer
from sqlakeyset import Paging, serialize_bookmark, unserialize_bookmark
from sqlakeyset.columns import OC
from sqlakeyset.paging import where_condition_for_page

from core import exporting
from core.added_columns import AddedColumn, added
from core.columns import Cell, Column, Link, exported
from core.company import company
from core.db import session
from core.errors import BusinessError
from core.filters import ChoiceFilter, DateFilter, Filter, NumberFilter, Shown
from core.list_page import COUNTED, Page
from core.search import matches

__all__ = [
    "Cell",
    "ChoiceFilter",
    "Column",
    "DateFilter",
    "Filter",
    "Link",
    "Listing",
    "NumberFilter",
    "Page",
    "Shown",
]

PER_PAGE = 50


class Listing:
    """A declared list; subclasses set the attributes.

    :cvar query: the rows, without any table that only gives a column to be shown.
    :cvar key: what is unique and ends every sorting.
    :cvar joined: tables that only give such columns, each with the condition that finds the one
        row of it at most.
    :cvar extra: what links need and no column shows, labelled.
    :cvar search: the :class:`~core.search.Searchable` model that has the key.
    :cvar totals: the keys of columns that are added up below the table, as long as the rows are
        counted and all have one ``currency``, if that names a column.
    :cvar target: the name by which plugins add columns, such as ``core.party``.
    """

    query: ClassVar[Callable[[], sa.Select[Any]]]
    key: ClassVar[Any]
    columns: ClassVar[Sequence[Column]]
    joined: ClassVar[Sequence[tuple[Any, Any]]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    extra: ClassVar[Sequence[Any]] = ()
    search: ClassVar[Any] = None
    target: ClassVar[str] = ""
    totals: ClassVar[Sequence[str]] = ()
    currency: ClassVar[Any] = None
    default_sort: ClassVar[tuple[str, str]]
    empty_title: ClassVar[Any] = _l("Nothing here yet")
    empty_hint: ClassVar[Any] = ""

    def __init__(self, restrict: sa.ColumnElement[bool] | None = None) -> None:
        """Show all rows, or those of one record."""
        self.restrict = restrict
        taken = {one.key for one in self.columns} | {one.key for one in self.filters}
        columns, filters = added(self.target, type(self).key, taken)
        self.shown: tuple[Column, ...] = (*self.columns, *columns)
        self.filtered: tuple[Filter, ...] = (*self.filters, *filters)

    def page(self, args: Mapping[str, str]) -> Page:
        """Return the rows that the address asks for, in three queries at most.

        :raises BusinessError: if a filter's value cannot be read.
        """
        chosen, counted = self._chosen(args), None
        if args.get("q") and self.search is not None:
            counted = self._count(chosen)
            chosen = self._chosen(args, few=counted <= COUNTED)
        column, descending = self._sorting(args)
        paging = self._paging(chosen, column, descending, args.get("page", ""))
        rows, sealed = paging.rows, self._seal(column)
        visible = self.visible(args)
        cells = [one.cells(rows, self.shown.index(one) + 1) for one in visible]
        if counted is None:
            is_all = not paging.has_next and not paging.has_previous
            counted = len(rows) if is_all else self._count(chosen)
        return Page(
            self,
            args,
            visible,
            cells,
            self._totals(chosen, visible) if 0 < counted <= COUNTED else {},
            counted,
            _mark(sealed, paging.bookmark_previous) if paging.has_previous else None,
            _mark(sealed, paging.bookmark_next) if paging.has_next else None,
            column.key,
            descending,
        )

    def visible(self, args: Mapping[str, str]) -> list[Column]:
        """Return the columns that the address does not hide; all if it hides all."""
        return [one for one in self.shown if not args.get(f"hide_{one.key}")] or [*self.shown]

    def _totals(self, chosen: sa.Select[Any], visible: Sequence[Column]) -> dict[str, str]:
        """Return the sums of all chosen rows, not only of those on this page."""
        added_up = [one for one in visible if one.key in self.totals]
        if not added_up:
            return {}
        sums = [_sum(one.expression).label(one.key) for one in added_up]
        kinds = _one_currency(type(self).currency)
        asked = chosen.with_only_columns(kinds, *sums, maintain_column_froms=True).order_by(None)
        currencies, *values = session().execute(asked).one()
        if currencies != 1:
            return {}
        return {
            one.key: one.cells([(value,)], 0)[0].text
            for one, value in zip(added_up, values, strict=True)
        }

    def records(self, args: Mapping[str, str], limit: int) -> dict[str, Any]:
        """Return the values of a page's rows by column, and the marks beside it, or refuse."""
        column, descending = self._sorting(args)
        sealed, mark = self._seal(column), args.get("page", "")
        if mark and _place(sealed, mark)[0] is None:
            raise BusinessError(_("This page belongs to another list."), field="page")
        paging = self._paging(self._chosen(args), column, descending, mark, limit)
        return {
            "items": [row._mapping for row in paging.rows],
            "previous": _mark(sealed, paging.bookmark_previous) if paging.has_previous else None,
            "next": _mark(sealed, paging.bookmark_next) if paging.has_next else None,
        }

    def mark(self, column_key: str, place: tuple[Any, int]) -> str:
        """Return the page mark behind a row, told by what it is sorted by and its key."""
        column = next(one for one in self.shown if one.key == column_key)
        return _mark(self._seal(column), serialize_bookmark((place, False)))

    def _paging(
        self,
        statement: sa.Select[Any],
        column: Column,
        descending: bool,
        mark: str,
        limit: int = PER_PAGE,
    ) -> Paging[Any]:
        place, backwards = _place(self._seal(column), mark)
        statement = self._rows(statement, column)
        order = self._order(column, descending is not backwards)
        if place is not None:
            dialect = session().get_bind().dialect
            keys = [OC(part, enable_warnings=False) for part in order]
            statement = statement.where(where_condition_for_page(keys, place, dialect))
        found = session().execute(statement.order_by(*order).limit(limit + 1)).all()
        at = 1 + min(self.shown.index(column), len(self.columns))
        return Paging(list(found), limit, backwards, place, [(row[at], row[0]) for row in found])

    def _seal(self, column: Column) -> Signer:
        return Signer(
            str(current_app.secret_key), salt=f"page of {type(self).__name__} {column.key}"
        )

    def export(self, args: Mapping[str, str], form: str, name: str = "") -> Response:
        """Answer with all rows that the address asks for, as a file."""
        column, descending = self._sorting(args)
        statement = self._rows(self._chosen(args), column)
        statement = statement.order_by(*self._order(column, descending))
        visible = self.visible(args)
        header, zone = [str(one.label) for one in visible], company().zone

        def rows() -> Iterator[list[Any]]:
            # Asked when the file is sent: the session of the view is closed by then.
            found = session().execute(statement.execution_options(yield_per=1_000))
            yield from exported(visible, found, [self.shown.index(one) + 1 for one in visible])

        name = f"{name or type(self).__name__.removesuffix('Listing').lower()}.{form}"
        if form == "csv":
            return exporting.csv_response(name, header, rows(), zone=zone, keep_digits=True)
        return exporting.xlsx_response(name, header, rows(), zone=zone)

    def _chosen(self, args: Mapping[str, str], *, few: bool = False) -> sa.Select[Any]:
        statement = type(self).query()
        if self.restrict is not None:
            statement = statement.where(self.restrict)
        for one in self.filtered:
            condition = one.condition(args)
            if condition is not None:
                statement = statement.where(condition)
        term = args.get("q", "").strip()
        if term and self.search is not None:
            statement = statement.where(matches(self.search, term, few=few))
        return statement

    def _rows(self, statement: sa.Select[Any], sorted_by: Column) -> sa.Select[Any]:
        read = [*self.columns, *([sorted_by] if isinstance(sorted_by, AddedColumn) else [])]
        shown = [one.expression.label(one.key) for one in read]
        for table, condition in self.joined:
            statement = statement.outerjoin(table, condition)
        return statement.with_only_columns(
            type(self).key.label("id"), *shown, *self.extra, maintain_column_froms=True
        ).order_by(None)

    def _sorting(self, args: Mapping[str, str]) -> tuple[Column, bool]:
        asked = args.get("sort", "")
        for one in self.shown:
            if one.sortable and one.key == asked.removeprefix("-"):
                return one, asked.startswith("-")
        key, direction = self.default_sort
        return next(one for one in self.columns if one.key == key), direction == "desc"

    def _order(self, column: Column, descending: bool) -> list[Any]:
        parts = [column.expression, type(self).key]
        return [part.desc() if descending else part.asc() for part in parts]

    def _count(self, statement: sa.Select[Any]) -> int:
        """Return how many rows there are, at most one more than are told."""
        some = (
            statement.with_only_columns(type(self).key, maintain_column_froms=True)
            .order_by(None)
            .limit(COUNTED + 1)
            .subquery()
        )
        return session().scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _one_currency(column: Any) -> Any:
    return sa.literal(1) if column is None else sa.func.count(column.distinct())


def _sum(expression: Any) -> Any:
    # Amounts are kept as whole numbers, whose sum PostgreSQL makes a numeric.
    whole = sa.func.sum(sa.type_coerce(expression, sa.BigInteger))
    return sa.type_coerce(sa.cast(whole, sa.BigInteger), expression.type)


def _mark(sealed: Signer, bookmark: str) -> str:
    """Seal the mark of a page.

    Nobody can then ask for a place that the columns cannot be compared with.
    """
    return sealed.sign(bookmark).decode()


def _place(sealed: Signer, mark: str) -> tuple[tuple[Any, ...] | None, bool]:
    """Return the place that a mark tells, and whether the page lies before it.

    A mark that is broken, or was made for another sorting, leads to the first page.
    """
    try:
        place, backwards = unserialize_bookmark(sealed.unsign(mark).decode())
    except BadSignature:
        return None, False
    return place, backwards
