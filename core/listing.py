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

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from flask import Response, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import exporting
from core.bulk import BulkAction
from core.columns import Cell, Column, Link, exported
from core.company import company
from core.db import session
from core.errors import BusinessError
from core.figures import Sums
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
from core.list_query import ListQuery
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


class Listing(ListQuery):
    """A declared list; subclasses set the attributes, also those of :class:`ListQuery`.

    :cvar totals: the keys of columns that are added up below the table, as long as the rows are
        counted and all have one ``currency``, if that names a column.
    :cvar groups: the keys of columns with ``labels`` by which the rows may be counted.
    :cvar bulk: what can be done with several rows at once; see :mod:`core.bulk`.
    """

    totals: ClassVar[Sequence[str]] = ()
    currency: ClassVar[Any] = None
    groups: ClassVar[Sequence[str]] = ()
    bulk: ClassVar[Sequence[BulkAction]] = ()
    empty_title: ClassVar[Any] = _l("Nothing here yet")
    empty_hint: ClassVar[Any] = ""

    def page(self, args: Mapping[str, str]) -> Page:
        """Return the rows that the address asks for, in few queries.

        :raises BusinessError: if a filter's value cannot be read.
        """
        sorting, visible = self.sorting(args), self.visible(args)
        grouping = self._grouping(args)
        if grouping is not None:
            groups = grouping.groups(self.chosen(args))
            number = sum(group.count for group in groups)
            return Page(self, args, visible, sorting, number, groups=groups, grouping=grouping)
        added_up = [one for one in visible if one.key in self.totals]
        sums = Sums(added_up, type(self).currency)
        paging, counted, totals = self.counted(args, sorting, sums)
        rows = paging.rows
        return Page(
            self,
            args,
            visible,
            sorting,
            counted,
            keys=[row[0] for row in rows],
            cells=[one.cells(rows, self._at(one)) for one in visible],
            totals=totals,
            previous=sorting.mark(paging.bookmark_previous) if paging.has_previous else None,
            next=sorting.mark(paging.bookmark_next) if paging.has_next else None,
        )

    def _at(self, column: Column) -> int:
        """Return where the value of a column stands in a row."""
        return self.shown.index(column) + 1

    def visible(self, args: Mapping[str, str]) -> list[Column]:
        """Return the columns of a page: those of a file, but further ones only if asked for."""
        written = self.written(args)
        asked = [one for one in written if not one.is_further or args.get(f"show_{one.key}")]
        return asked or [*self.shown]

    def written(self, args: Mapping[str, str]) -> list[Column]:
        """Return the columns of a file: what the address does not hide; all if it hides all."""
        return [one for one in self.shown if not args.get(f"hide_{one.key}")] or [*self.shown]

    def keys(self, args: Mapping[str, str], limit: int) -> list[Any]:
        """Return the keys of the rows that the address asks for, as far as there is room."""
        return list(session().scalars(self.ordered_keys(args).limit(limit)))

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
        paging = self.paging(
            sorting, self.conditions(args), place, backwards=backwards, limit=limit
        )
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
        grouping = self._grouping(args)
        name = f"{name or type(self).__name__.removesuffix('Listing').lower()}.{form}"
        if grouping is not None:
            return _file(name, form, grouping.header, iter(grouping.told(self.chosen(args))))
        sorting, written = self.sorting(args), self.written(args)
        statement = self.rows(self.conditions(args), sorting).order_by(*sorting.order())

        def rows() -> Iterator[list[Any]]:
            # Asked when the file is sent: the session of the view is closed by then.
            found = session().execute(statement.execution_options(yield_per=1_000))
            yield from exported(written, found, [self._at(one) for one in written])

        return _file(name, form, [str(one.label) for one in written], rows())


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


def _file(name: str, form: str, header: Sequence[str], rows: Iterator[list[Any]]) -> Response:
    zone = company().zone
    if form == "csv":
        return exporting.csv_response(name, header, rows, zone=zone, keep_digits=True)
    return exporting.xlsx_response(name, header, rows, zone=zone)
