"""Columns that plugins add to the lists of others: their values come by the ids of the rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from core import hooks
from core.columns import Cell, Column
from core.db import session
from core.extending import ConflictError, ExtraColumn, gathered
from core.filters import Filter
from core.permissions import allowed

HOOK = "extend_listing"
# A day later than the first: what PostgreSQL tells in another zone must still be a date.
LEAST: dict[type, Any] = {
    str: "",
    bool: False,
    int: 0,
    Decimal: Decimal(0),
    date: date(1, 1, 2),
    datetime: datetime(1, 1, 2, tzinfo=UTC),
}


@dataclass(frozen=True, kw_only=True)
class AddedColumn(Column):
    """A column of a plugin; its expression is only there to sort by."""

    plugin: str
    extra: ExtraColumn

    def cells(self, rows: Sequence[Any], at: int) -> list[Cell]:
        """Return the cells of all rows; empty ones where the plugin fails."""
        make = partial(self._cells, [row[0] for row in rows])
        return self._guarded(make, [Cell("")] * len(rows), len(rows))

    def told(self, rows: Sequence[Any], at: int) -> list[Any]:
        """Return what a file says of all rows; nothing where the plugin fails."""
        make = partial(self._told, [row[0] for row in rows])
        return self._guarded(make, [None] * len(rows), len(rows))

    def _guarded(self, make: partial[list[Any]], nothing: list[Any], count: int) -> list[Any]:
        what = f"{self.label} ({count})"
        return hooks.attempt(self.plugin, HOOK, make, nothing, session=session(), what=what)

    def _cells(self, ids: Sequence[int]) -> list[Cell]:
        cells = super().cells(self._pairs(ids), 1)
        href = self.extra.href
        if href is None:
            return cells
        return [
            cell._replace(href=href(key)) if cell.text else cell
            for key, cell in zip(ids, cells, strict=True)
        ]

    def _told(self, ids: Sequence[int]) -> list[Any]:
        return super().told(self._pairs(ids), 1)

    def _pairs(self, ids: Sequence[int]) -> list[tuple[int, Any]]:
        values = self.extra.load(session(), ids) if ids else {}
        return [(one, values.get(one)) for one in ids]


def added(target: str, key: Any, taken: Collection[str]) -> tuple[list[Column], list[Filter]]:
    """Return the columns that plugins add to a list for this reader, and their filters.

    :param taken: the keys of the list's own columns and filters.
    :raises ConflictError: if one bears the key of another or of the list itself.
    """
    columns: list[Column] = []
    filters: list[Filter] = []
    for plugin, extra in gathered(HOOK, ExtraColumn, target=target) if target else ():
        if extra.key in taken:
            raise ConflictError(f"The column {extra.key!r} of {target}", ("core", plugin))
        if allowed(extra.permission):
            made = hooks.attempt(plugin, HOOK, partial(_made, plugin, extra, key), None)
            columns += [] if made is None else [made[0]]
            filters += [] if made is None or made[1] is None else [made[1]]
    return columns, filters


def _made(plugin: str, extra: ExtraColumn, key: Any) -> tuple[AddedColumn, Filter | None]:
    expression = None if extra.expression is None else extra.expression(key)
    shown = None
    if extra.filter is not None and expression is not None:
        shown = extra.filter(expression)
        shown.key = extra.key
    column = AddedColumn(
        extra.key,
        extra.label,
        None if expression is None else _filled(expression),
        kind=extra.kind,
        labels=extra.labels,
        sortable=expression is not None,
        plugin=plugin,
        extra=extra,
    )
    return column, shown


def _filled(expression: Any) -> sa.ColumnElement[Any]:
    """Give rows without a value the least one: places in a sorting can be compared then."""
    if isinstance(expression.type, sa.Enum):
        expression = sa.type_coerce(expression, sa.String)
    nothing = LEAST[expression.type.python_type]
    return sa.func.coalesce(expression, sa.literal(nothing, expression.type))
