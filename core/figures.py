"""How many rows a list has and what they add up to, for as many as a person looks through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.columns import Column
from core.grouping import total

COUNTED = 10_000


def some(chosen: sa.Select[Any], most: int, *columns: Any) -> sa.Select[Any]:
    """Return columns of so many rows that one knows whether there are more than ``most``."""
    asked = chosen.with_only_columns(*columns, maintain_column_froms=True)
    return asked.order_by(None).limit(most + 1)


@dataclass(frozen=True)
class Sums:
    """What columns add up to over all chosen rows, if all have one currency.

    :param currency: the column that says what the amounts of a row are in, if there is one.
    """

    columns: Sequence[Column]
    currency: Any = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells these sums apart from others of the same list."""
        return tuple(one.key for one in self.columns)

    def over(self, chosen: sa.Select[Any], key: Any, most: int) -> tuple[sa.CTE, sa.CTE]:
        """Return the keys of chosen rows, at most one more than ``most``, and what they tell.

        That is one row: how many they are, the first and the last currency, and the sums.
        """
        currency = sa.literal_column("''") if self.currency is None else self.currency
        parts = (one.expression.label(f"added_{at}") for at, one in enumerate(self.columns))
        gathered = some(chosen, most, key.label("key"), currency.label("currency"), *parts)
        rows = gathered.cte("gathered")
        _key, kind, *amounts = rows.c
        # To count the currencies that differ, PostgreSQL would sort all of them.
        ends = sa.func.min(kind), sa.func.max(kind)
        return rows, sa.select(sa.func.count(), *ends, *map(total, amounts)).cte("told")

    def told(self, row: Sequence[Any]) -> tuple[int, Mapping[str, str]]:
        """Return how many rows there are, and the sums as texts by the keys of their columns.

        Amounts in several currencies have none.

        :param row: what ``over`` tells, perhaps behind something else.
        """
        number, first, last, *sums = row[-3 - len(self.columns) :]
        if first is None or first != last:
            return number, {}
        told = zip(self.columns, sums, strict=True)
        return number, {one.key: one.cells([(value,)], 0)[0].text for one, value in told}
