"""The refused rows of an import as files to correct: the rows as they were, with their reasons."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response
from flask_babel import gettext as _

from core.exporting import BOM, cell, csv_response, download
from core.sources import Source
from core.tables import Table

CHUNK = 1 << 16
Reasons = Mapping[int, str]


@dataclass(frozen=True)
class Refusal:
    """Why rows of a file were refused: those of one record, such as an order, together."""

    file: str
    lines: tuple[int, ...]
    reason: str


def reasons_of(refusals: Iterable[Refusal]) -> dict[str, dict[int, str]]:
    """Return the reason for each line of each file; of several for a line, all."""
    found: dict[str, dict[int, str]] = {}
    for one in refusals:
        lines = found.setdefault(one.file, {})
        for line in one.lines:
            said = lines.get(line)
            lines[line] = f"{said}; {one.reason}" if said else one.reason
    return found


def answer(name: str, source: Source, refusals: Iterable[Refusal]) -> Response:
    """Answer with the refused rows below their heading; several files come as a ZIP.

    The last column tells the reason; an import passes it over like any that it does not know.
    """
    found = reasons_of(refusals)
    tables = [table for table in source.tables.values() if table.name in found]
    if len(tables) == 1:
        rows = list(_rows(tables[0], found[tables[0].name]))
        return csv_response(f"{name}.csv", [*tables[0].heading, _("Reason")], rows)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - it lives until the response is sent
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for table in tables:
            packed.writestr(
                f"{table.name.rpartition('.')[0] or table.name}.csv", _text(table, found)
            )
    target.seek(0)

    def parts() -> Iterator[bytes]:
        with target:
            while part := target.read(CHUNK):
                yield part

    return download(parts(), f"{name}.zip", "application/zip")


def _text(table: Table, found: Mapping[str, Reasons]) -> str:
    stream = io.StringIO(newline="")
    stream.write(BOM)
    writer = csv.writer(stream)
    writer.writerow([*table.heading, _("Reason")])
    for row in _rows(table, found[table.name]):
        writer.writerow([cell(one) for one in row])
    return stream.getvalue()


def _rows(table: Table, reasons: Reasons) -> Iterator[list[str]]:
    width = len(table.heading)
    for line, cells in table.rows():
        if line in reasons:
            yield [*cells[:width], *[""] * (width - len(cells)), reasons[line]]
