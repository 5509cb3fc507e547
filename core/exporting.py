"""Exporting: the same rows as CSV or as a workbook, streamed, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from flask import Response, stream_with_context

BOM = "\ufeff"
# The wide signs too: spreadsheets in Chinese and Japanese read them as the narrow ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Spreadsheets show twelve digits as 1.23E+11, forget the sixteenth, and drop leading zeros.
DIGITS = re.compile(r"0[0-9]+|[0-9]{12,}")
CENTS = -2
CHUNK = 500
LONGEST = 32_767  # characters that a cell of a workbook can hold
HIGHEST = 1_000_000  # rows that we write on one of its sheets, which can hold some more
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cell(value: Any, zone: ZoneInfo | None = None, keep_digits: bool = False) -> Any:
    """Return a value as CSV shows it; a text that a spreadsheet would run is quoted.

    Numbers stay numbers: only texts can hold a formula.

    :param zone: the zone that moments are told in; without one they are told with their own.
    :param keep_digits: end texts such as 00123 or an account by a tab, by which a spreadsheet
        sees that they are no numbers; programs that read the file would stumble over it.
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        if zone is not None:
            value = value.astimezone(zone).replace(tzinfo=None)
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, str):
        if "\r" in value:  # the library writes one without quotes, and the row is torn
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        if value.startswith(FORMULA):
            return f"'{value}"
        if keep_digits and DIGITS.fullmatch(value):
            return f"{value}\t"
    return value


def write_csv(
    stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = False
) -> None:
    """Write rows as CSV; with a byte-order mark Excel reads Chinese rightly."""
    if bom:
        stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)


def csv_response(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    zone: ZoneInfo | None = None,
    keep_digits: bool = False,
) -> Response:
    """Answer with a CSV file that is written while it is sent; see :func:`cell`."""

    def parts() -> Iterator[str]:
        yield BOM
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([cell(title) for title in header])
        for number, row in enumerate(rows, start=1):
            writer.writerow([cell(value, zone, keep_digits) for value in row])
            if number % CHUNK == 0:
                yield _taken(stream)
        yield _taken(stream)

    return download(parts(), name, "text/csv; charset=utf-8")


def xlsx_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, zone: ZoneInfo
) -> Response:
    """Answer with a workbook: texts stay texts, amounts are numbers with two decimals.

    Another sheet begins where one is full.
    """
    import xlsxwriter

    target = tempfile.TemporaryFile()  # noqa: SIM115 - it lives until the response is sent
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = _sheet(book, header, styles)
    for number, row in enumerate(rows):
        if number and number % HIGHEST == 0:
            sheet = _sheet(book, header, styles)
        for column, value in enumerate(row):
            _write(sheet, number % HIGHEST + 1, column, value, styles, zone)
    book.close()
    target.seek(0)

    def parts() -> Iterator[bytes]:
        with target:
            while part := target.read(1 << 16):
                yield part

    return download(parts(), name, XLSX)


def _sheet(book: Any, header: Sequence[str], styles: dict[str, Any]) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, str(title), styles["head"])
    return sheet


def _write(
    sheet: Any, line: int, column: int, value: Any, styles: dict[str, Any], zone: ZoneInfo
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = value.astimezone(zone).replace(tzinfo=None)
        sheet.write_datetime(line, column, local, styles["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, styles["date"])
    elif isinstance(value, Decimal):
        # Rates and quantities have other decimals, which the style of money would hide.
        is_money = value.as_tuple().exponent == CENTS
        sheet.write_number(line, column, value, styles["money"] if is_money else None)
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, str(value)[:LONGEST])


def _taken(stream: io.StringIO) -> str:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


def download(parts: Iterator[Any], name: str, kind: str) -> Response:
    """Answer with a file whose parts are made while it is sent."""
    answer = Response(stream_with_context(parts), mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
