"""What a list asks of the database for one page.

Its statements are written once for all values that they are asked with.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_login import current_user
from sqlakeyset import Paging
from sqlalchemy.sql import visitors

from core import crowds, figures
from core.added_columns import added
from core.columns import Column
from core.figures import Sums
from core.filters import Filter
from core.kept_statements import Kept, ask
from core.search import among, holds, matches
from core.sorting import Sorting

PER_PAGE = 50
FEW = 2_000  # rows that a search gathers before it puts them in order


class ListQuery:
    """The rows of a list, narrowed down, put in order, and counted.

    :cvar query: the rows, without any table that only gives a column to be shown.  If it always
        is the same object, statements are kept.
    :cvar key: what is unique and ends every sorting.
    :cvar joined: tables that only give such columns, each with the condition that finds the one
        row of it at most.
    :cvar extra: what links need and no column shows, labelled.
    :cvar search: the :class:`~core.search.Searchable` model that has the key, or what else
        :func:`core.search.holds` looks through.
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
    default_sort: ClassVar[tuple[str, str]]
    _written: ClassVar[tuple[sa.Select[Any], Kept] | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._written = None  # a list asks for other rows than the one that it is made from

    def __init__(self, restrict: sa.ColumnElement[bool] | None = None) -> None:
        """Show all rows, or those of one record."""
        self.restrict = restrict
        taken = {one.key for one in self.columns} | {one.key for one in self.filters}
        columns, filters = added(self.target, type(self).key, taken)
        self.shown: tuple[Column, ...] = (*self.columns, *columns)
        self.filtered: tuple[Filter, ...] = (*self.filters, *filters)

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

    def conditions(self, args: Mapping[str, str]) -> list[Any]:
        """Return what the address and the record demand of a row.

        :raises BusinessError: if a filter's value cannot be read.
        """
        found = [self.restrict, *(one.condition(args) for one in self.filtered)]
        term = args.get("q", "").strip()
        if term and self.search is not None:
            is_model = isinstance(self.search, type)
            key, where = type(self).key, self.search
            found.append(matches(where, term) if is_model else holds(key, where, term))
        return [one for one in found if one is not None]

    def chosen(self, args: Mapping[str, str]) -> sa.Select[Any]:
        """Return the rows that fit, in no order and with no column that is only shown."""
        return type(self).query().where(*self.conditions(args))

    def rows(self, conditions: Sequence[Any], sorting: Sorting) -> sa.Select[Any]:
        """Return the key and all columns of the rows that fit."""
        shown = [one.expression.label(one.key) for one in (*self.columns, *sorting.added)]
        asked = self._joined(type(self).query().where(*conditions)).with_only_columns(
            type(self).key.label("id"), *shown, *self.extra, maintain_column_froms=True
        )
        return asked.order_by(None)

    def counted(
        self, args: Mapping[str, str], sorting: Sorting, sums: Sums
    ) -> tuple[Paging[Any], int, Mapping[str, str]]:
        """Return the rows of a page, how many there are, and what those add up to.

        All come in one statement, unless a search finds many.  More than are counted are not
        added up.
        """
        crowd = self._crowd(args)
        if crowds.is_crowd(crowd, figures.COUNTED):
            return self._asked(args, sorting), figures.COUNTED + 1, {}
        steps = [(figures.COUNTED, False)]
        if args.get("q") and self.search is not None and not crowds.is_crowd(crowd, FEW):
            steps.insert(0, (FEW, True))
        for most, is_gathered in steps:
            paging = self._asked(args, sorting, sums=sums, most=most, is_gathered=is_gathered)
            number, told = sums.told(paging.rows[0]) if paging.rows else (0, {})
            if number <= most:
                return paging, number, told
            crowds.note(crowd, most)
        return paging, number, {}

    def paging(
        self,
        sorting: Sorting,
        conditions: Sequence[Any],
        place: tuple[Any, ...] | None,
        *,
        backwards: bool,
        limit: int,
        sums: Sums | None = None,
        most: int = 0,
        is_gathered: bool = False,
    ) -> Paging[Any]:
        """Return the rows of a page beside a place, or the first or last ones.

        :param sums: what all rows add up to; then each ends with that, and their number.
        :param most: as far as they are counted.
        :param is_gathered: whether they are found before any is put in order.
        """
        beyond = sorting.beyond(place, backwards=backwards)
        narrows = len(conditions)

        def write(named: Sequence[Any]) -> sa.Select[Any]:
            fits, further = named[:narrows], named[narrows:]
            asked = self.rows([*fits, *further], sorting)
            if sums is not None:
                gathered, told = sums.over(type(self).query().where(*fits), type(self).key, most)
                if is_gathered:
                    asked = self.rows([among(type(self).key, gathered), *further], sorting)
                # Joined, as SQLite takes twice as long to look each of them up.
                asked = asked.join(told, sa.true()).add_columns(*told.c)
            return asked.order_by(*sorting.order(backwards=backwards)).limit(limit + 1)

        told_of = None if sums is None else (sums.keys, most, is_gathered)
        shape = (sorting.name, backwards, limit, narrows, told_of)
        kept = {} if sorting.added else self._kept()  # what plugins add changes with them
        rows = ask(kept, shape, [*conditions, *beyond], write)
        return sorting.paged(rows, place, backwards=backwards, limit=limit)

    def ordered_keys(self, args: Mapping[str, str]) -> sa.Select[Any]:
        """Return the keys of the rows that fit, in the order of the address."""
        asked = self._joined(self.chosen(args))
        asked = asked.with_only_columns(type(self).key, maintain_column_froms=True)
        return asked.order_by(None).order_by(*self.sorting(args).order())

    def _asked(self, args: Mapping[str, str], sorting: Sorting, **told: Any) -> Paging[Any]:
        conditions = self.conditions(args)

        def fitting() -> sa.Select[Any]:
            return self._joined(type(self).query().where(*conditions), sorting.order())

        place, backwards = sorting.start(args, fitting, PER_PAGE)
        return self.paging(sorting, conditions, place, backwards=backwards, limit=PER_PAGE, **told)

    def _crowd(self, args: Mapping[str, str]) -> Hashable:
        """Return what tells these rows, for this reader, from others; None for one record's."""
        told = tuple(item for item in args.items() if item[0] not in {"page", "at", "sort"})
        return None if self.restrict is not None else (type(self), current_user.get_id(), told)

    def _kept(self) -> Kept:
        cls, query = type(self), type(self).query()
        if cls._written is None or cls._written[0] is not query:
            cls._written = query, {}
        return cls._written[1]

    def _joined(
        self, statement: sa.Select[Any], wanted: Sequence[Any] | None = None
    ) -> sa.Select[Any]:
        """Add the tables that only give columns: all, or those that some expressions need."""
        for table, condition in self.joined:
            source = sa.inspect(table).selectable
            if wanted is None or any(_needs(one, source) for one in wanted):
                statement = statement.outerjoin(table, condition)
        return statement


def _needs(expression: Any, source: sa.FromClause) -> bool:
    parts = visitors.iterate(expression)
    return any(isinstance(one, sa.ColumnClause) and one.table == source for one in parts)
