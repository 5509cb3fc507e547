"""Columns of lists: what each reads, and how its values become cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from core.company import company
from core.menu import keep
from core.permissions import allowed, permission_of
from core.templating import amount, day, number, percent

NUMERIC = frozenset({"money", "number", "percent"})
BATCH = 1_000  # rows of an export that are read together
SAMPLE = 9_007_199_254_740_993  # a number that stands nowhere else in an address
SPECIAL = re.compile(r"[&<>\"']").search
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


@dataclass(frozen=True)
class Link:
    """Where the cells of a column lead to: a page that takes one number of the row.

    Those who may not see that page get no link.

    :param argument: what the page calls that number.
    :param key: the column of the row that holds it.
    """

    endpoint: str
    argument: str
    key: str = "id"

    def __call__(self, row: Any) -> str:
        """Return the address of one row."""
        return self.urls([row])[0]

    def urls(self, rows: Sequence[Any]) -> list[str]:
        """Return the addresses of all rows; the system is asked for one."""
        if not allowed(permission_of(current_app, self.endpoint) or ""):
            return [""] * len(rows)
        before, after = keep(self, self._ends)
        return [f"{before}{getattr(row, self.key)}{after}" for row in rows]

    def _ends(self) -> list[str]:
        sample = url_for(self.endpoint, **{self.argument: SAMPLE})  # type: ignore[arg-type]
        return sample.split(str(SAMPLE))


class Cell(NamedTuple):
    """One value of a row, ready to be shown."""

    text: str
    href: str = ""
    colour: str = ""
    is_negative: bool = False


def _amount_cell(text: str) -> Cell:
    return Cell(text, "", "", text.startswith("-"))


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it shows, and how.

    :param expression: what is read, sorted by and exported.
    :param kind: ``text``, ``badge``, ``money``, ``number``, ``percent``, ``date``, ``instant``.
    :param value: makes the text from the row, which has the columns' keys and ``id``.
    :param href: where the cells lead to: a :class:`Link`, or what makes an address from the row.
    :param veil: makes of each value what this reader may see of it, on pages, in files and for
        programs.
    :param labels: for the kind ``badge``: each value with its text and colour.
    :param sortable: whether people may sort by it: it needs an index on itself and the key,
        and must hold a text, a number or a time in every row.
    :param is_further: whether pages show it only to those who ask for it, as the others would not
        fit beside it; files have it always.
    """

    key: str
    label: Any
    expression: Any
    kind: str = "text"
    value: Callable[[Any], str] | None = None
    href: Callable[[Any], str] | None = None
    labels: Mapping[Any, tuple[Any, str]] | None = None
    sortable: bool = False
    veil: Callable[[Any], Any] | None = None
    is_further: bool = False

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
            values = [row[at] for row in rows]
            texts = map(write, values if self.veil is None else map(self.veil, values))
            cells = [*map(_amount_cell if self.kind == "money" else Cell, texts)]
        if self.href is not None:
            href = self.href
            urls = href.urls(rows) if isinstance(href, Link) else [href(row) for row in rows]
            cells = [
                Cell(text, url if text else "", colour, is_negative)
                for (text, _none, colour, is_negative), url in zip(cells, urls, strict=True)
            ]
        return cells

    def told(self, rows: Sequence[Any], at: int) -> list[Any]:
        """Return what a file says of all rows: the words of labels, else the values themselves."""
        if self.labels is not None:
            words = {value: str(text) for value, (text, _colour) in self.labels.items()}
            return [words.get(row[at], row[at]) for row in rows]
        return [self.value(row) if self.value else self.seen(row[at]) for row in rows]

    def seen(self, value: Any) -> Any:
        """Return what this reader may see of a value."""
        return value if self.veil is None else self.veil(value)

    def _badges(self, values: Sequence[Any]) -> list[Cell]:
        badges: dict[Any, Cell] = {None: Cell("")}
        for value in dict.fromkeys(values):  # a page shows a few of many labels
            if self.labels is not None and value in self.labels:
                text, colour = self.labels[value]
                badges[value] = Cell(str(text), "", colour)
        return [badges.get(value) or Cell(_text(value), "", OTHER) for value in values]


def starts(columns: Sequence[Column]) -> list[str]:
    """Return what each cell of a column begins with, in the reader's language."""
    return [_start(one) for one in columns]


def _start(column: Column) -> str:
    told = column.align or (column.kind if column.kind in {"date", "instant"} else "")
    name = f' class="{told}"' if told else ""
    return f'<td{name} data-label="{_safe(str(column.label))}">'


def body(
    starts: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    keys: Sequence[Any] | None = None,
) -> Markup:
    """Return the rows of a table; a template would take several times as long.

    :param starts: what the cells of each column begin with.
    :param cells: those of each column.
    :param keys: those of the rows, where people may choose some by a box at the start of each.
    """
    written = [_written(start, of) for start, of in zip(starts, cells, strict=True)]
    if keys is not None:
        names = [cell.text for cell in cells[0]]
        written[0] = [
            one.replace(">", f">{_box(key, name)}", 1)
            for one, key, name in zip(written[0], keys, names, strict=True)
        ]
    return Markup("".join(f"<tr>{''.join(row)}</tr>\n" for row in zip(*written, strict=True)))  # noqa: S704


def _box(key: Any, name: str) -> str:
    label = _safe(_("Choose %(name)s", name=name))
    return (
        '<input class="form-check-input choice" type="checkbox" form="bulk" '
        f'name="key" value="{key}" aria-label="{label}">'
    )


def _written(start: str, cells: Sequence[Cell]) -> list[str]:
    # Most cells are plain, and not calling anything for them is quicker.
    return [
        start
        + (_inner(text, href, colour, low) if href or colour or low or SPECIAL(text) else text)
        + "</td>"
        for text, href, colour, low in cells
    ]


def _inner(text: str, href: str, colour: str, is_negative: bool) -> str:
    text = _safe(text)
    if colour:
        text = f'<span class="badge bg-{colour}-lt">{text}</span>'
    elif is_negative:
        text = f'<span class="text-danger">{text}</span>'
    return f'<a href="{_safe(href)}">{text}</a>' if href else text


def _safe(text: str) -> str:
    # Most texts hold nothing to escape, and looking is quicker than escaping.
    return text if SPECIAL(text) is None else str(escape(text))


def exported(columns: Sequence[Column], rows: Any, places: Sequence[int]) -> Iterator[list[Any]]:
    """Return what a file says in each row, read by batches of rows.

    :param places: where in a row the value of each column stands.
    """
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        told = [one.told(batch, at) for one, at in zip(columns, places, strict=True)]
        yield from map(list, zip(*told, strict=True))
