"""Lists told by groups: how many rows there are of each kind, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from core.columns import Cell, Column
from core.db import session

MOST = 1_000  # a column with more values than that is no kind


def total(expression: Any) -> Any:
    """Return the sum of a column; amounts are kept as whole numbers."""
    # PostgreSQL makes the sum of whole numbers a numeric.
    whole = sa.func.sum(sa.type_coerce(expression, sa.BigInteger))
    return sa.type_coerce(sa.cast(whole, sa.BigInteger), expression.type)


@dataclass(frozen=True)
class Group:
    """The rows of one kind: its cell, their number, and the sums by column."""

    value: Any
    cell: Cell
    count: int
    sums: Mapping[str, Cell]

    @property
    def name(self) -> str:
        """The value as addresses write it."""
        return str(getattr(self.value, "value", self.value))


@dataclass(frozen=True)
class Grouping:
    """Counts rows by a column and adds up others.

    :param currency: what amounts are in; each currency is a group of its own then.
    """

    column: Column
    added_up: Sequence[Column]
    key: Any
    currency: Any = None

    @property
    def header(self) -> list[str]:
        """The headings of the table and of its files."""
        extra = [] if self.currency is None else [_("Currency")]
        sums = [str(one.label) for one in self.added_up]
        return [str(self.column.label), *extra, _("Rows"), *sums]

    def told(self, chosen: sa.Select[Any]) -> list[list[Any]]:
        """Return what a file says of each group."""
        rows = self._rows(chosen)
        words = self.column.told([(row[0],) for row in rows], 0)
        return [[word, *row[1:]] for word, row in zip(words, rows, strict=True)]

    def groups(self, chosen: sa.Select[Any]) -> list[Group]:
        """Return the groups, the largest first."""
        rows = self._rows(chosen)
        cells = self.column.cells([(row[0],) for row in rows], 0)
        first = 2 if self.currency is None else 3
        sums = [one.cells(rows, first + at) for at, one in enumerate(self.added_up)]
        return [
            Group(
                row[0],
                cells[number] if cells[number].text else Cell(_("Others")),
                row[first - 1],
                {one.key: sums[at][number] for at, one in enumerate(self.added_up)}
                | ({} if self.currency is None else {"currency": Cell(row[1])}),
            )
            for number, row in enumerate(rows)
        ]

    def _rows(self, chosen: sa.Select[Any]) -> Sequence[Any]:
        by = [self.column.expression, *([] if self.currency is None else [self.currency])]
        number = sa.func.count(self.key)
        sums = [total(one.expression) for one in self.added_up]
        asked = chosen.with_only_columns(*by, number, *sums, maintain_column_froms=True)
        asked = asked.order_by(None).group_by(*by).order_by(number.desc(), *by).limit(MOST)
        return session().execute(asked).all()
