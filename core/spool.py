"""Rows of files laid down by a key, on the disk: joining a million of them needs no memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from core.connections import sqlite_driver

Part = tuple[int, list[str]]
AT_ONCE = 5_000
BETWEEN = "\x1f"
TABLE = "CREATE TABLE part (role TEXT, key TEXT, line INTEGER, cells TEXT)"
SEEN = "CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID"
INDEX = "CREATE INDEX part_key ON part (role, key, line)"


class Spool:
    """Keeps rows by role and key in a file of its own, which goes when it is left."""

    def __enter__(self) -> Self:
        """Make the file."""
        self._folder = TemporaryDirectory(prefix="bumen-spool-")
        driver: Any = sqlite_driver()
        path = Path(self._folder.name) / "spool"
        self._rows = driver.connect(path, isolation_level=None, check_same_thread=False)
        for word in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-32768"):
            self._rows.execute(f"PRAGMA {word}")
        self._rows.execute(TABLE)
        self._rows.execute(SEEN)
        self._is_ordered = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget everything."""
        self._rows.close()
        self._folder.cleanup()

    def is_new(self, key: str) -> bool:
        """Return whether a key comes for the first time."""
        self._begin()
        return bool(self._rows.execute("INSERT OR IGNORE INTO seen VALUES (?)", [key]).rowcount)

    def lay_down(self, role: str, rows: Iterable[tuple[str, int, list[str]]]) -> None:
        """Keep the line and the cells of rows under their keys."""
        told = (
            (role, key, line, BETWEEN.join(cell.replace(BETWEEN, " ") for cell in cells))
            for key, line, cells in rows
        )
        self._begin()
        while chunk := list(islice(told, AT_ONCE)):
            self._rows.executemany("INSERT INTO part VALUES (?, ?, ?, ?)", chunk)
        self._rows.execute("COMMIT")

    def of(self, role: str, keys: Collection[str]) -> dict[str, list[Part]]:
        """Return the rows of some keys, each in the order of the file."""
        found: dict[str, list[Part]] = {}
        marks = ", ".join("?" * len(keys))
        asked = f"SELECT key, line, cells FROM part WHERE role = ? AND key IN ({marks})"  # noqa: S608 - marks
        for key, line, cells in self._ordered().execute(f"{asked} ORDER BY line", [role, *keys]):
            found.setdefault(key, []).append((line, cells.split(BETWEEN)))
        return found

    def groups(self, role: str) -> Iterator[list[Part]]:
        """Return the rows of each key together; whose first row came first comes first."""
        asked = (
            "SELECT key, line, cells, min(line) OVER (PARTITION BY key) AS first FROM part "
            "WHERE role = ? ORDER BY first, line"
        )
        rows = self._ordered().execute(asked, [role])
        for _key, group in groupby(rows, key=lambda row: row[0]):
            yield [(line, cells.split(BETWEEN)) for _its, line, cells, _first in group]

    def without(self, role: str, known: Collection[str]) -> Iterator[Part]:
        """Return the rows whose keys are not known, in the order of the file."""
        asked = "SELECT key, line, cells FROM part WHERE role = ? ORDER BY line"
        for key, line, cells in self._rows.execute(asked, [role]):
            if key not in known:
                yield line, cells.split(BETWEEN)

    def _begin(self) -> None:
        if not self._rows.in_transaction:
            self._rows.execute("BEGIN")

    def _ordered(self) -> Any:
        if not self._is_ordered:
            self._rows.execute(INDEX)
            self._is_ordered = True
        return self._rows
