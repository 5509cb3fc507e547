"""The files of an import: found, matched to a profile, checked, and read row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from itertools import compress
from operator import itemgetter, ne
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from core.converters import converter
from core.encodings import encoding_of
from core.errors import BusinessError
from core.profiles import FileProfile, Profile
from core.reports import Count, Report, Row
from core.tables import Table
from core.words import joined

TOLD_EVERY = 5_000


class Source:
    """The files of one import, matched to a profile; each is checked before any is read."""

    def __init__(self, profile: Profile, files: Mapping[str, Path]) -> None:
        """Match files to the profile, by their names and then by their headings.

        :param files: the path of each file by the name that it had outside.
        :raises BusinessError: if a file is missing, is no text, or lacks a column.
        """
        self.profile = profile
        self.tables = _matched(profile, files)
        for table in self.tables.values():
            table.refuse_missing()

    def size(self) -> int:
        """Return how many bytes there are to read."""
        return sum(table.path.stat().st_size for table in self.tables.values())

    def check(self, progress: Callable[[int, int, str], None] | None = None) -> None:
        """Read all files once without converting anything.

        :raises BusinessError: if one is cut off or damaged.
        """
        for table in self.tables.values():
            for count, _row in enumerate(table.rows(), start=1):
                if progress and not count % TOLD_EVERY:
                    progress(count, 0, table.name)

    def raw(self, role: str) -> Iterator[tuple[int, list[str]]]:
        """Return line and cells of each row of one file, as they stand there."""
        table = self.tables.get(role)
        return iter(()) if table is None else table.rows()

    def reader(self, role: str) -> Reader | None:
        """Return what reads the rows of one file; None if the file is not there."""
        table = self.tables.get(role)
        return None if table is None else Reader(table, self.profile.zone)

    def rows(self, role: str, report: Report, count: Count) -> Iterator[Row]:
        """Read one file; rows whose values cannot be read are refused and left out.

        :raises BusinessError: if the file is cut off or is no CSV.
        """
        reader = self.reader(role)
        if reader is not None:
            for line, cells in self.raw(role):
                row = reader.row(line, cells, report)
                if row is None:
                    count.refused += 1
                else:
                    yield row


class Reader:
    """Turns the cells of a file into values by the columns of its profile."""

    def __init__(self, table: Table, zone: ZoneInfo) -> None:
        """Find the columns in the heading."""
        self.file, self.width = table.name, len(table.heading)
        found = {key: one.place(table.heading) for key, one in table.profile.columns.items()}
        self._places = {key: self.width if at is None else at for key, at in found.items()}
        self._columns = [
            (key, self._places[key], converter(column, zone))
            for key, column in table.profile.columns.items()
        ]
        self.titles = {
            key: column.name if found[key] is None else table.heading[self._places[key]]
            for key, column in table.profile.columns.items()
        }
        # What a profile declares first names the row, wherever it stands in the file.
        self._first = self._columns[0][1]
        # One more, so that even a single column is read as a tuple; nobody looks at the last.
        self._in_order = itemgetter(*(place for _key, place, _read in self._columns), self.width)
        self._before: tuple[tuple[Any, ...], dict[str, Any]] = ((None,) * len(self._columns), {})
        self._readers = {key: convert for key, _place, convert in self._columns}
        self._defaults = {k: one.default for k, one in table.profile.columns.items() if one.default}
        self.continued = [self._places[key] for key in table.profile.continued]

    def plain(self, key: str, text: str) -> str:
        """Return a text as its column reads it; as it is if that cannot be."""
        try:
            return str(self._readers[key](text))
        except (KeyError, ValueError):
            return text

    def text(self, key: str, cells: list[str]) -> str:
        """Return a cell as it stands in the file, without the blanks around it."""
        place = self._places.get(key, self.width)
        text = cells[place].strip() if place < len(cells) else ""
        return text or self._defaults.get(key, "")

    def texts(self, *keys: str) -> Callable[[list[str]], tuple[str, ...]]:
        """Return what tells some cells of a row as ``text`` does, at once."""
        places = [self._places.get(key, self.width) for key in keys]

        def one_by_one(cells: list[str]) -> tuple[str, ...]:
            return tuple(self.text(key, cells) for key in keys)

        def at_once(cells: list[str]) -> tuple[str, ...]:
            try:
                return tuple(map(str.strip, pick(cells)))
            except IndexError:  # the row is cut short
                return one_by_one(cells)

        if max(places) >= self.width or self._defaults.keys() & keys:
            return one_by_one
        pick = itemgetter(*places)
        return at_once

    def row(self, line: int, cells: list[str], report: Report) -> Row | None:
        """Read a row; one that cannot be read is refused and None."""
        if len(cells) == self.width:
            told = self._in_order([*cells, ""])  # what the file lacks is read from the end
            # Rows of one record repeat its facts: what stood in the row before is read already.
            before, known = self._before
            values = known.copy()
            cells_of = zip(self._columns, told, strict=False)
            try:
                for (key, _place, read), text in compress(cells_of, map(ne, told, before)):
                    values[key] = read(text)
            except ValueError:
                problems = self._problems(told)
            else:
                self._before = (told, values)
                return Row(self.file, line, values)
        else:
            problems = _width_problems(len(cells), self.width)
        name = cells[self._first] if self._first < len(cells) else cells[0]
        report.refuse(Row(self.file, line, {}), name.strip()[:60], joined(problems))
        return None

    def whole(self, parts: Iterable[tuple[int, list[str]]], report: Report) -> list[Row] | None:
        """Read rows that belong together; None if one cannot be read, which is refused."""
        rows = [self.row(line, cells, report) for line, cells in parts]
        sound = [row for row in rows if row is not None]
        return sound if len(sound) == len(rows) else None

    def _problems(self, told: Iterable[str]) -> list[str]:
        problems = []
        for (key, _place, read), text in zip(self._columns, told, strict=False):
            try:
                read(text)
            except ValueError as error:
                problem = _("%(heading)s: %(text)s", heading=self.titles[key], text=error)
                problems.append(problem)
        return problems


def _width_problems(found: int, wanted: int) -> list[str]:
    return [_("The row has %(found)s columns instead of %(wanted)s.", found=found, wanted=wanted)]


def _matched(profile: Profile, files: Mapping[str, Path]) -> dict[str, Table]:
    left = dict(sorted(files.items()))
    tables = {}
    for role, wanted in profile.files.items():
        named = [name for name in left if _fits(name, wanted)]
        if named:
            tables[role] = _best(named, left, wanted)
            left.pop(tables[role].name)
    lacking = []
    for role, wanted in profile.files.items():
        if role not in tables and not wanted.optional:
            found = _by_heading(wanted, left, only=len(profile.files) == len(files) == 1)
            if found is None:
                lacking.append(wanted.names[0])
            else:
                tables[role] = found
                left.pop(found.name)
    if lacking:
        raise _missing(profile, lacking)
    return tables


def _best(names: list[str], files: Mapping[str, Path], wanted: FileProfile) -> Table:
    """Return the file with the right heading, or else the first that has the right name."""
    for name in names if len(names) > 1 else []:
        table = _if_fitting(name, files[name], wanted)
        if table is not None:
            return table
    return _table(names[0], files[names[0]], wanted)


def _by_heading(wanted: FileProfile, files: Mapping[str, Path], *, only: bool) -> Table | None:
    for name, path in files.items():
        # There is nothing else that the only file could be; what it lacks is told by its name.
        table = _table(name, path, wanted) if only else _if_fitting(name, path, wanted)
        if table is not None:
            return table
    return None


def _missing(profile: Profile, lacking: list[str]) -> BusinessError:
    needed = [one.names[0] for one in profile.files.values() if not one.optional]
    if lacking == needed:
        message = _(
            "None of the files of profile %(profile)s is there; it needs: %(all)s.",
            profile=profile.name,
            all=", ".join(needed),
        )
    else:
        message = _(
            "The file %(file)s is missing; profile %(profile)s needs: %(all)s.",
            file=", ".join(lacking),
            profile=profile.name,
            all=", ".join(needed),
        )
    return BusinessError(message, field="files")


def _fits(name: str, wanted: FileProfile) -> bool:
    # Orders.xlsx holds what Orders.csv would; what it is in is told by its content.
    as_csv = f"{name.rpartition('.')[0] or name}.csv"
    names = {name.lower(), as_csv.lower()}
    return any(fnmatch(one, pattern.lower()) for pattern in wanted.names for one in names)


def _table(name: str, path: Path, wanted: FileProfile) -> Table:
    return Table(name, path, wanted, encoding_of(name, path))


def _if_fitting(name: str, path: Path, wanted: FileProfile) -> Table | None:
    try:
        table = _table(name, path, wanted)
        return None if table.missing() else table
    except BusinessError:
        return None


def grouped(rows: Iterable[Row], key: str) -> dict[Any, list[Row]]:
    """Return rows by the value of one field, in the order of the file."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row.values[key], []).append(row)
    return found
