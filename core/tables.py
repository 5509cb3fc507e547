"""One delimited file: its encoding, its heading, its rows, and whether it is whole."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from core.clock import from_local
from core.errors import BusinessError
from core.money import parse_money
from core.profiles import Column, FileProfile

UTF_8 = "utf-8-sig"
ENCODINGS = (UTF_8, "gb18030")
CHUNK = 2**18
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
LARGEST = Decimal(10) ** 13
THOUSANDTHS = -3
REMEMBERED = 2**16
SHOWN = 60
Convert = Callable[[str], Any]


@dataclass(frozen=True)
class Table:
    """A file in the role that a profile gives it."""

    name: str
    path: Path
    profile: FileProfile
    encoding: str

    @cached_property
    def heading(self) -> list[str]:
        """The cells of the first row that has any."""
        for _line, cells in self._cells():
            return [cell.strip() for cell in cells]
        raise _refused(_("%(file)s is empty.", file=self.name))

    def missing(self) -> list[str]:
        """Return the columns that the profile needs and the heading lacks."""
        heading = set(self.heading)
        columns = self.profile.columns.values()
        return [one.name for one in columns if not one.optional and one.name not in heading]

    def refuse_missing(self) -> None:
        """Refuse the file if it lacks a column.

        :raises BusinessError: naming the columns that it lacks and those that it has.
        """
        missing = self.missing()
        if missing:
            raise _refused(
                _(
                    "%(file)s lacks the column %(missing)s; it has: %(header)s.",
                    file=self.name,
                    missing=", ".join(missing),
                    header=", ".join(self.heading)[:300] or "-",
                )
            )

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Return the line and the cells of each row below the heading.

        A row of another width is passed on as it is: only if it is the last one, or the text
        ends within quotes, the file was cut off.

        :raises BusinessError: if the file is cut off or is no CSV.
        """
        body = self._cells()
        next(body, None)
        width = line = last = len(self.heading)
        for line, cells in body:
            last = len(cells)
            yield line, cells
        if last < width or (self.profile.final_newline and not self._ends_with_newline()):
            raise _cut_off(self.name, line)

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding=self.encoding, newline="") as stream:
            rows = csv.reader(stream, delimiter=self.profile.delimiter, strict=True)
            line = 1
            try:
                for cells in rows:
                    if cells:
                        yield line, cells
                    line = rows.line_num + 1
            except csv.Error as error:
                if "end of data" in str(error) or "field limit" in str(error):
                    raise _refused(
                        _(
                            "%(file)s is cut off or damaged: the quoted text in line %(line)s "
                            "has no end.",
                            file=self.name,
                            line=line,
                        )
                    ) from error
                raise _refused(
                    _(
                        "%(file)s is damaged in line %(line)s: its quotes do not match.",
                        file=self.name,
                        line=line,
                    )
                ) from error

    def _ends_with_newline(self) -> bool:
        with self.path.open("rb") as stream:
            stream.seek(0, 2)
            stream.seek(max(stream.tell() - 1, 0))
            return stream.read() in {b"\n", b"\r"}


def _refused(message: str) -> BusinessError:
    return BusinessError(message, field="files")


def _cut_off(file: str, line: int) -> BusinessError:
    return _refused(
        _(
            "%(file)s is cut off in line %(line)s; export or download it again.",
            file=file,
            line=line,
        )
    )


def encoding_of(name: str, path: Path) -> str:
    """Return the encoding in which the whole file makes sense.

    Guessing by frequency destroys short Chinese texts; strict trial was right in all samples.

    :raises BusinessError: if none fits, or the file is cut off or no text at all.
    """
    with path.open("rb") as stream:
        if stream.read(len(WORKBOOKS[0])) in WORKBOOKS:
            raise _refused(
                _("%(file)s is a workbook or an archive; save it as CSV first.", file=name)
            )
    first = 0
    for encoding in ENCODINGS:
        fault = _first_fault(name, path, encoding)
        if fault is None:
            return encoding
        first = first or fault
    raise _refused(
        _(
            "%(file)s is no text in UTF-8 or GB18030 (line %(line)s); save it as CSV.",
            file=name,
            line=first,
        )
    )


def _first_fault(name: str, path: Path, encoding: str) -> int | None:
    """Return the first line that makes no sense in an encoding, or None."""
    decoder, line = codecs.getincrementaldecoder(encoding)("strict"), 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                if not chunk and encoding == UTF_8:
                    # All of it is UTF-8 but the last character, which lacks some bytes.
                    raise _cut_off(name, line) from error
                return line
            if "\0" in text:
                line += text[: text.index("\0")].count("\n")
                raise _refused(
                    _(
                        "%(file)s has a zero byte in line %(line)s: it is damaged or no CSV.",
                        file=name,
                        line=line,
                    )
                )
            if not chunk:
                return None
            line += text.count("\n")


def converter(column: Column, zone: ZoneInfo) -> Convert:
    """Return the function that reads a cell; it raises ``ValueError`` with a sentence."""
    read = _reader(column, zone)
    nothing = "" if column.kind == "text" else None

    def convert(text: str) -> Any:
        text = text.strip()
        if text:
            try:
                return read(text)
            except (ValueError, ArithmeticError, KeyError) as error:
                raise ValueError(_unreadable(column, text)) from error
        if column.required:
            raise ValueError(_("is empty"))
        return nothing

    return convert


def _unreadable(column: Column, text: str) -> str:
    if column.kind == "text":
        return _(
            "has %(length)s characters, %(most)s is the most",
            length=len(text),
            most=column.max_length,
        )
    if column.kind == "choice":
        known = ", ".join(column.choices)
        return _("“%(value)s” is none of %(known)s", value=text[:SHOWN], known=known)
    return _("“%(value)s” cannot be read", value=text[:SHOWN])


def _reader(column: Column, zone: ZoneInfo) -> Convert:
    if column.kind == "text":
        return lambda text: _bounded(text, column.max_length)
    if column.kind == "choice":
        return lambda text: column.choices[text]
    if column.kind == "instant":
        return lambda text: _instant(_moment(text, column.formats), zone)
    if column.kind == "date":
        return lambda text: _day(text, column.formats)
    numbers: dict[str, Convert] = {"integer": _integer, "money": _money, "quantity": _quantity}
    # Prices and quantities repeat: remembering them is several times faster than reading.
    return lru_cache(REMEMBERED)(numbers[column.kind])


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(text)
    return text


def _moment(text: str, formats: tuple[str, ...]) -> datetime:
    if not formats:
        try:
            return datetime.fromisoformat(text)  # a tenth of the time of strptime
        except ValueError:
            return datetime.fromisoformat(_padded(text))
    for form in formats:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(text)


def _padded(text: str) -> str:
    """Write 2018/1/2 9:05, as spreadsheets do, in the way of ISO 8601."""
    day, _gap, time = text.replace("/", "-").partition(" ")
    padded = "-".join(part.zfill(2) for part in day.split("-"))
    return f"{padded} {':'.join(part.zfill(2) for part in time.split(':'))}" if time else padded


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    return from_local(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def _day(text: str, formats: tuple[str, ...]) -> date:
    return _moment(text, formats).date()


def _money(text: str) -> Decimal:
    return _limited(parse_money(text))


def _integer(text: str) -> int:
    if not text.lstrip("+-").isdecimal():
        raise ValueError(text)
    return int(_limited(Decimal(int(text))))


def _quantity(text: str) -> Decimal:
    value = Decimal(text.replace(",", ""))
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < THOUSANDTHS:
        raise ValueError(text)
    return _limited(value)


def _limited(value: Decimal) -> Decimal:
    # What does not fit into the database shall refuse its row and not the whole import.
    if abs(value) > LARGEST:
        raise ValueError(value)
    return value
