"""One table of text: its heading, its rows, what is around them, and whether it is whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from flask_babel import gettext as _

from core.encodings import cut_off, encoding_of, refused
from core.errors import BusinessError
from core.footers import Check
from core.profiles import FileProfile
from core.sheets import CELLS

# How many rows above the heading somebody may have written.
LOOKED = 60
DELIMITERS = (",", "\t", ";", "|")
MOST_COLUMNS = 1_000
SHOWN = 300


@dataclass(frozen=True)
class Heading:
    """The row with the names of the columns: which one of the file it is, and how it is divided."""

    place: int
    delimiter: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file in the role that a profile gives it."""

    name: str
    path: Path
    profile: FileProfile
    encoding: str

    @property
    def heading(self) -> list[str]:
        """The names of the columns."""
        return self.found.cells

    @cached_property
    def found(self) -> Heading:
        """The first row that has all columns that are needed, or else the first row of all.

        :raises BusinessError: if there is no row, or one is wider than any table.
        """
        needed = [set(one.titles) for one in self.profile.columns.values() if not one.optional]
        first: list[Heading] = []
        for delimiter in self._delimiters():
            for place, cells in self._beginning(delimiter):
                heading = Heading(place, delimiter, cells)
                if needed and all(one.intersection(cells) for one in needed):
                    return heading
                if any(cells):
                    first.append(heading)
        if not first:
            raise refused(_("%(file)s is empty.", file=self.name))
        # The table itself is wider than what stands above it.
        return max(first, key=lambda one: sum(map(bool, one.cells)))

    def _delimiters(self) -> tuple[str, ...]:
        if self.is_unfolded:
            return DELIMITERS[:1]
        return (self.profile.delimiter,) if self.profile.delimiter else DELIMITERS

    def _beginning(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        rows = enumerate(islice(self._cells(delimiter), LOOKED))
        while True:
            try:
                place, (line, cells) = next(rows)
            except (StopIteration, BusinessError):  # it may be no CSV by this delimiter
                return
            if len(cells) > MOST_COLUMNS:
                raise refused(
                    _(
                        "%(file)s has %(count)s columns in line %(line)s; %(most)s are the most.",
                        file=self.name,
                        count=len(cells),
                        line=line,
                        most=MOST_COLUMNS,
                    )
                )
            named = [self._plain(cell) for cell in cells]
            while self.is_unfolded and named and not named[-1]:
                named.pop()
            yield place, named

    @property
    def is_unfolded(self) -> bool:
        """Whether this was a sheet of a workbook, whose rows are counted and not its lines."""
        return self.path.suffix == CELLS

    def _plain(self, cell: str) -> str:
        return cell.strip().strip(self.profile.strip or None).strip()

    def missing(self) -> list[str]:
        """Return the columns that the profile needs and the heading lacks."""
        columns = self.profile.columns.values()
        return [one.name for one in columns if not one.optional and one.place(self.heading) is None]

    def refuse_missing(self) -> None:
        """Refuse the file if it lacks a column.

        :raises BusinessError: naming the columns that it lacks and those that it has.
        """
        missing = self.missing()
        if missing:
            raise refused(
                _(
                    "%(file)s lacks the column %(missing)s; it has: %(header)s.",
                    file=self.name,
                    missing=", ".join(missing),
                    header=", ".join(self.heading)[:SHOWN] or "-",
                )
            )

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Return the line and the cells of each row below the heading.

        A row of another width is passed on as it is: only if it is the last one, or the text
        ends within quotes, the file was cut off.

        :raises BusinessError: if the file is cut off or is no CSV, or its totals are not those
            of its rows.
        """
        found, body = self.found, self._cells(self.found.delimiter)
        for _row in range(found.place + 1):
            next(body, None)
        width = line = last = len(found.cells)
        fixed = not (self.profile.ragged or self.is_unfolded)
        check = Check.of(self.name, self.profile, found.cells)
        signs = self.profile.strip
        for line, cells in body:
            if signs:
                cells = [cell.strip().strip(signs) for cell in cells]  # noqa: PLW2901
            if check is not None and check.takes(cells):
                continue
            if len(cells) != width:
                cells = _fitted(cells, width, fixed)  # noqa: PLW2901 - the row as it is meant
            last = len(cells)
            if cells:
                yield line, cells
        if last < width or (self.profile.final_newline and not self._ends_with_newline()):
            raise cut_off(self.name, line)
        if check is not None:
            check.refuse_difference(line)

    def _cells(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding=self.encoding, newline="") as stream:
            rows = csv.reader(stream, delimiter=delimiter, strict=True)
            line = 1
            try:
                if self.is_unfolded:
                    yield from ((n, cells) for n, cells in enumerate(rows, 1) if any(cells))
                    return
                for cells in rows:
                    if cells:
                        yield line, cells
                    line = rows.line_num + 1
            except csv.Error as error:
                raise self._damaged(str(error), line) from error

    def _damaged(self, error: str, line: int) -> BusinessError:
        if "field limit" in error:
            return refused(
                _(
                    "A cell in line %(line)s of %(file)s is longer than any: a quote has no end, "
                    "or the file is no table.",
                    line=line,
                    file=self.name,
                )
            )
        if "end of data" in error:
            return refused(
                _(
                    "%(file)s is cut off or damaged: the quoted text in line %(line)s has no end.",
                    file=self.name,
                    line=line,
                )
            )
        return refused(
            _(
                "%(file)s is damaged in line %(line)s: its quotes do not match.",
                file=self.name,
                line=line,
            )
        )

    def _ends_with_newline(self) -> bool:
        with self.path.open("rb") as stream:
            stream.seek(0, 2)
            stream.seek(max(stream.tell() - 1, 0))
            return stream.read() in {b"\n", b"\r"}


def plain(name: str, path: Path) -> Table:
    """Return a file as a table of which nothing is known yet.

    :raises BusinessError: if it is no text.
    """
    profile = FileProfile(names=(name,), ragged=True, columns={})
    return Table(name, path, profile, encoding_of(name, path))


def _fitted(cells: list[str], width: int, fixed: bool) -> list[str]:
    """Return a row without empty cells beyond the heading; a loose one is filled or cut."""
    if not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    return cells if fixed else cells[:width] + [""] * (width - len(cells))
