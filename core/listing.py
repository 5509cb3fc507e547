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

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Response, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlakeyset import Paging
from sqlalchemy.sql import visitors

from core import crowds, exporting, figures
from core.added_columns import added
from core.bulk import BulkAction
from core.columns import Cell, Column, Link, exported
from core.company import company
from core.db import session
from core.errors import BusinessError
from core.figures import Sums, some
from core.filters import (
    ChoiceFilter,
    DateFilter,
    Filter,
    NumberFilter,
    PersonFilter,
    PickFilter,
    Shown,
    TextFilter,
)
from core.grouping import Grouping
from core.list_page import Page
from core.search import among, matches
from core.sorting import Sorting
from core.templating import asked_part, render

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
    "PersonFilter",
    "PickFilter",
    "Shown",
    "TextFilter",
    "answer",
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
    :cvar groups: the keys of columns with ``labels`` by which the rows may be counted.
    :cvar bulk: what can be done with several rows at once; see :mod:`core.bulk`.
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
    groups: ClassVar[Sequence[str]] = ()
    bulk: ClassVar[Sequence[BulkAction]] = ()
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
        """Return the rows that the address asks for, in few queries.

        :raises BusinessError: if a filter's value cannot be read.
        """
        sorting, visible = self.sorting(args), self.visible(args)
        chosen, grouping = self._chosen(args), self._grouping(args)
        if grouping is not None:
            groups = grouping.groups(chosen)
            number = sum(group.count for group in groups)
            return Page(self, args, visible, sorting, number, groups=groups, grouping=grouping)
        added_up = [one for one in visible if one.key in self.totals]
        sums = Sums(added_up, type(self).key, type(self).currency)
        paging, counted = self._counted(args, sorting, chosen, sums.read)
        rows = paging.rows
        return Page(
            self,
            args,
            visible,
            sorting,
            counted,
            keys=[row[0] for row in rows],
            cells=[one.cells(rows, self._at(one)) for one in visible],
            totals=sums.told(chosen, counted, rows, [self._at(one) for one in added_up]),
            previous=sorting.mark(paging.bookmark_previous) if paging.has_previous else None,
            next=sorting.mark(paging.bookmark_next) if paging.has_next else None,
        )

    def _counted(
        self, args: Mapping[str, str], sorting: Sorting, chosen: sa.Select[Any], more: Sequence[Any]
    ) -> tuple[Paging[Any], int]:
        """Return the rows of a page with some more columns, and how many rows there are.

        Both come in one statement, unless a search finds more than are counted.
        """
        crowd = self._crowd(args)
        if crowds.is_crowd(crowd):
            return self._paging(args, sorting, chosen), figures.COUNTED + 1
        gathered = some(chosen, type(self).key).cte("gathered")
        is_search = bool(args.get("q")) and self.search is not None
        found = type(self).query().where(among(type(self).key, gathered)) if is_search else chosen
        every = sa.select(sa.func.count()).select_from(gathered)
        paging = self._paging(args, sorting, found, *more, every.scalar_subquery())
        number = paging.rows[0][-1] if paging.rows else 0
        if number > figures.COUNTED:
            crowds.note(crowd)
            paging = self._paging(args, sorting, chosen) if is_search else paging
        return paging, number

    def _paging(
        self, args: Mapping[str, str], sorting: Sorting, found: sa.Select[Any], *more: Any
    ) -> Paging[Any]:
        place, backwards = sorting.start(args, self._joined(found, sorting.order()), PER_PAGE)
        asked = self._rows(found, sorting).add_columns(*more)
        return sorting.paging(asked, place, backwards=backwards, limit=PER_PAGE)

    def _at(self, column: Column) -> int:
        """Return where the value of a column stands in a row."""
        return self.shown.index(column) + 1

    def visible(self, args: Mapping[str, str]) -> list[Column]:
        """Return the columns that the address does not hide; all if it hides all."""
        return [one for one in self.shown if not args.get(f"hide_{one.key}")] or [*self.shown]

    def sorting(self, args: Mapping[str, str]) -> Sorting:
        """Return how the address sorts the list."""
        return Sorting.of(
            type(self).__name__,
            type(self).key,
            args.get("sort", ""),
            self.shown,
            len(self.columns),
            self.default_sort,
        )

    def keys(self, args: Mapping[str, str], limit: int) -> list[Any]:
        """Return the keys of the rows that the address asks for, as far as there is room."""
        sorting = self.sorting(args)
        asked = self._joined(self._chosen(args)).with_only_columns(
            type(self).key, maintain_column_froms=True
        )
        asked = asked.order_by(None).order_by(*sorting.order()).limit(limit)
        return list(session().scalars(asked))

    def _crowd(self, args: Mapping[str, str]) -> Hashable:
        """Return what tells these rows, for this reader, from others; None for one record's."""
        told = tuple(item for item in args.items() if item[0] not in {"page", "at", "sort"})
        return None if self.restrict is not None else (type(self), current_user.get_id(), told)

    def _grouping(self, args: Mapping[str, str]) -> Grouping | None:
        asked = args.get("group", "")
        if asked not in self.groups:
            return None
        column = next(one for one in self.columns if one.key == asked)
        added_up = [one for one in self.columns if one.key in self.totals]
        return Grouping(column, added_up, type(self).key, type(self).currency)

    def records(self, args: Mapping[str, str], limit: int) -> dict[str, Any]:
        """Return the values of a page's rows by column, and the marks beside it, or refuse."""
        sorting, mark = self.sorting(args), args.get("page", "")
        start = sorting.read(mark) if mark else (None, False)
        if start is None:
            raise BusinessError(_("This page belongs to another list."), field="page")
        place, backwards = start
        statement = self._rows(self._chosen(args), sorting)
        paging = sorting.paging(statement, place, backwards=backwards, limit=limit)
        veiled = [one for one in self.columns if one.veil is not None]
        return {
            "items": [
                dict(row._mapping) | {one.key: one.seen(row._mapping[one.key]) for one in veiled}
                for row in paging.rows
            ],
            "previous": sorting.mark(paging.bookmark_previous) if paging.has_previous else None,
            "next": sorting.mark(paging.bookmark_next) if paging.has_next else None,
        }

    def export(self, args: Mapping[str, str], form: str, name: str = "") -> Response:
        """Answer with all rows that the address asks for, as a file."""
        grouping, chosen = self._grouping(args), self._chosen(args)
        name = f"{name or type(self).__name__.removesuffix('Listing').lower()}.{form}"
        if grouping is not None:
            return _file(name, form, grouping.header, iter(grouping.told(chosen)))
        sorting, visible = self.sorting(args), self.visible(args)
        statement = self._rows(chosen, sorting).order_by(*sorting.order())

        def rows() -> Iterator[list[Any]]:
            # Asked when the file is sent: the session of the view is closed by then.
            found = session().execute(statement.execution_options(yield_per=1_000))
            yield from exported(visible, found, [self._at(one) for one in visible])

        return _file(name, form, [str(one.label) for one in visible], rows())

    def _chosen(self, args: Mapping[str, str]) -> sa.Select[Any]:
        statement = type(self).query()
        if self.restrict is not None:
            statement = statement.where(self.restrict)
        for one in self.filtered:
            condition = one.condition(args)
            if condition is not None:
                statement = statement.where(condition)
        term = args.get("q", "").strip()
        if term and self.search is not None:
            statement = statement.where(matches(self.search, term))
        return statement

    def _joined(
        self, statement: sa.Select[Any], wanted: Sequence[Any] | None = None
    ) -> sa.Select[Any]:
        """Add the tables that only give columns: all, or those that some expressions need."""
        for table, condition in self.joined:
            source = sa.inspect(table).selectable
            if wanted is None or any(_needs(one, source) for one in wanted):
                statement = statement.outerjoin(table, condition)
        return statement

    def _rows(self, statement: sa.Select[Any], sorting: Sorting) -> sa.Select[Any]:
        shown = [one.expression.label(one.key) for one in (*self.columns, *sorting.added)]
        return (
            self._joined(statement)
            .with_only_columns(
                type(self).key.label("id"), *shown, *self.extra, maintain_column_froms=True
            )
            .order_by(None)
        )


def answer(listing: Listing, template: str, *, name: str = "", **context: Any) -> Any:
    """Answer with a page of a list, or with its rows as a file if the address asks for one.

    :param name: that of the file; else it is named after the list.
    :param context: what the template needs besides ``page``.
    """
    if request.args.get("format") in {"csv", "xlsx"}:
        return listing.export(request.args, request.args["format"], name)
    page = listing.page(request.args.to_dict())
    if asked_part() == "results":  # all that htmx takes of the page
        return current_app.jinja_env.get_template("results.html").render(page=page)
    return render(template, page=page, **context)


def _needs(expression: Any, source: sa.FromClause) -> bool:
    parts = visitors.iterate(expression)
    return any(isinstance(one, sa.ColumnClause) and one.table == source for one in parts)


def _file(name: str, form: str, header: Sequence[str], rows: Iterator[list[Any]]) -> Response:
    zone = company().zone
    if form == "csv":
        return exporting.csv_response(name, header, rows, zone=zone, keep_digits=True)
    return exporting.xlsx_response(name, header, rows, zone=zone)
