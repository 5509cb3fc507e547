"""Columns of lists: what each reads, and how its values become cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from core.company import company
from core.templating import amount, day, number, percent

NUMERIC = frozenset({"money", "number", "percent"})
BATCH = 1_000  # rows of an export that are read together
OTHER = "secondary"  # the colour of a value that has no label


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _instants() -> Callable[[Any], str]:
    zone = company().zone

    def write(value: Any) -> str:
        # Half of the time that strftime takes; a page has fifty of them.
        return "" if value is None else value.astimezone(zone).isoformat(" ")[:16]

    return write


WRITERS: dict[str, Callable[[Any], str]] = {
    "text": _text,
    "badge": _text,
    "money": amount,
    "number": number,
    "percent": percent,
    "date": day,
}


class Cell(NamedTuple):
    """One value of a row, ready to be shown."""

    text: str
    href: str = ""
    colour: str = ""
    is_negative: bool = False


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it shows, and how.

    :param expression: what is read, sorted by and exported.
    :param kind: ``text``, ``badge``, ``money``, ``number``, ``percent``, ``date``, ``instant``.
    :param value: makes the text from the row, which has the columns' keys and ``id``.
    :param href: makes a link from the row.
    :param labels: for the kind ``badge``: each value with its text and colour.
    :param sortable: whether people may sort by it: it needs an index on itself and the key,
        and must hold a text, a number or a time in every row.
    """

    key: str
    label: Any
    expression: Any
    kind: str = "text"
    value: Callable[[Any], str] | None = None
    href: Callable[[Any], str] | None = None
    labels: Mapping[Any, tuple[Any, str]] | None = None
    sortable: bool = False

    @property
    def align(self) -> str:
        """The class that puts figures to the right."""
        return "num" if self.kind in NUMERIC else ""

    def cells(self, rows: Sequence[Any], at: int) -> list[Cell]:
        """Return the cells of all rows; the value is the one at a place of the row.

        A column at once, because what all cells share is then asked for only once: the words
        of the labels in the reader's language, the company's zone.
        """
        if self.labels is not None:
            cells = self._badges([row[at] for row in rows])
        elif self.value is not None:
            cells = [Cell(self.value(row)) for row in rows]
        else:
            write = _instants() if self.kind == "instant" else WRITERS[self.kind]
            cells = [Cell(write(row[at])) for row in rows]
            if self.kind == "money":
                cells = [Cell(cell.text, is_negative=cell.text.startswith("-")) for cell in cells]
        if self.href is not None:
            href = self.href
            cells = [
                cell._replace(href=href(row)) if cell.text else cell
                for cell, row in zip(cells, rows, strict=True)
            ]
        return cells

    def told(self, rows: Sequence[Any], at: int) -> list[Any]:
        """Return what a file says of all rows: the words of labels, else the values themselves."""
        if self.labels is not None:
            words = {value: str(text) for value, (text, _colour) in self.labels.items()}
            return [words.get(row[at], row[at]) for row in rows]
        return [self.value(row) if self.value else row[at] for row in rows]

    def _badges(self, values: Sequence[Any]) -> list[Cell]:
        labels = self.labels or {}
        badges = {value: Cell(str(text), "", colour) for value, (text, colour) in labels.items()}
        badges.setdefault(None, Cell(""))
        return [badges.get(value) or Cell(_text(value), "", OTHER) for value in values]


def exported(columns: Sequence[Column], rows: Any) -> Iterator[list[Any]]:
    """Return what a file says in each row, read by batches of rows."""
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        told = [one.told(batch, at) for at, one in enumerate(columns, start=1)]
        yield from map(list, zip(*told, strict=True))
