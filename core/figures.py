"""How many rows a list has and what they add up to, for as many as a person looks through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.columns import Column
from core.db import session
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

    def told(
        self,
        chosen: Callable[[], sa.Select[Any]],
        counted: int,
        rows: Sequence[Any],
        places: Sequence[int],
    ) -> Mapping[str, str]:
        """Return the sums as texts, by the keys of the columns; none of more than are counted.

        :param chosen: makes the question for all rows, which is not always needed.
        :param rows: those of a page, each with what is ``read``, and the count behind it.
        :param places: where in a row the columns stand.
        """
        if not self.columns or not 0 < counted <= COUNTED:
            return {}
        return self._of_rows(rows, places) if counted <= len(rows) else self._asked(chosen())

    @property
    def read(self) -> list[Any]:
        """What has to be read with the rows so that :meth:`told` can add up what is on a page."""
        return [] if self.currency is None or not self.columns else [self.currency]

    def _asked(self, chosen: sa.Select[Any]) -> Mapping[str, str]:
        parts = [one.expression for one in self.columns]
        rows = some(chosen, COUNTED, *self.read, *parts).subquery()
        columns = [*rows.c]
        kinds = [sa.func.count(one.distinct()) for one in columns[: len(self.read)]]
        sums = [total(one) for one in columns[len(self.read) :]]
        row = session().execute(sa.select(*kinds, *sums).select_from(rows)).one()
        is_one = not kinds or row[0] == 1
        return self._texts(row[len(kinds) :]) if is_one else {}

    def _of_rows(self, rows: Sequence[Any], places: Sequence[int]) -> Mapping[str, str]:
        if self.read and len({row[-2] for row in rows}) != 1:
            return {}
        return self._texts(_sum(row[at] for row in rows) for at in places)

    def _texts(self, values: Iterable[Any]) -> Mapping[str, str]:
        told = zip(self.columns, values, strict=True)
        return {one.key: one.cells([(value,)], 0)[0].text for one, value in told}


def _sum(values: Iterable[Any]) -> Any:
    known = [one for one in values if one is not None]
    return sum(known[1:], known[0]) if known else None
