"""What an import did: how many rows became what, which were refused, and why."""

from __future__ import annotations

import enum
import json
import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from flask_babel import gettext as _

from core.words import read, written

# Characters of remarks that are kept in memory; the others wait on the disk.
KEPT = 1 << 20
READ = 1 << 16  # bytes at once


class Verdict(enum.Enum):
    """What becomes of a record that is not refused; the value is the name of its count."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Remark:
    """Something to know about one row of a file: why it was refused, or what is odd about it.

    ``lines`` are all lines of the file that it is about, where they are several.
    """

    file: str
    line: int
    key: str
    reason: str
    lines: tuple[int, ...] = ()


class Remarks(Sequence[Remark]):
    """Remarks in the order in which they were made; half a million of them need no memory."""

    def __init__(self) -> None:
        """Begin with none."""
        self._count, self._is_at_end = 0, True
        self._file = tempfile.SpooledTemporaryFile(KEPT)  # noqa: SIM115 - it lives as long as this
        weakref.finalize(self, self._file.close)

    def append(self, one: Remark) -> None:
        """Add one."""
        if not self._is_at_end:
            self._file.seek(0, os.SEEK_END)
            self._is_at_end = True
        told = (one.file, one.line, one.key, written(one.reason), one.lines)
        self._file.write(json.dumps(told).encode() + b"\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Remark]:
        place = 0
        while True:
            self._is_at_end = False
            self._file.seek(place)
            some = self._file.readlines(READ)
            place = self._file.tell()
            if not some:
                return
            for one in some:
                file, line, key, reason, lines = json.loads(one)
                yield Remark(file, line, key, read(reason), tuple(lines))

    @overload
    def __getitem__(self, place: int) -> Remark: ...
    @overload
    def __getitem__(self, place: slice) -> list[Remark]: ...
    def __getitem__(self, place: int | slice) -> Remark | list[Remark]:
        """Return one or some of a few remarks: all are read for it."""
        return list(self)[place]

    def __eq__(self, other: object) -> bool:
        return list(self) == other

    __hash__ = None  # type: ignore[assignment]  # like that of a list


@dataclass(slots=True)
class Row:
    """One row of a file: its values by our field names; a million of them are made."""

    file: str
    line: int
    values: dict[str, Any]


@dataclass
class Count:
    """What became of the rows of one kind."""

    title: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    verdicts: dict[str, Verdict] = field(default_factory=dict, repr=False, compare=False)

    def take(self, verdict: Verdict, keys: Iterable[str]) -> None:
        """Count records; :meth:`Report.place` tells of them in the rows that they came from."""
        its = list(keys)
        self.verdicts |= dict.fromkeys(its, verdict)
        setattr(self, verdict.value, getattr(self, verdict.value) + len(its))

    def words(self) -> str:
        """Return the counts as they stand in a report."""
        return _(
            "%(title)s: %(added)s added, %(changed)s changed, %(unchanged)s unchanged, "
            "%(refused)s refused",
            title=self.title,
            added=self.added,
            changed=self.changed,
            unchanged=self.unchanged,
            refused=self.refused,
        )


def became(*, added: int, changed: int, unchanged: int, refused: int, **_rest: Any) -> str:
    """Return counts of one kind in words, without what they are of."""
    return _(
        "%(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused",
        added=f"{added:,}",
        changed=f"{changed:,}",
        unchanged=f"{unchanged:,}",
        refused=f"{refused:,}",
    )


@dataclass
class Report:
    """What an import does: counts by kind, what becomes of each row, what else was noticed."""

    counts: dict[str, Count] = field(default_factory=dict)
    refused: Remarks = field(default_factory=Remarks)
    remarks: Remarks = field(default_factory=Remarks)
    taken: dict[Verdict, Remarks] = field(
        default_factory=lambda: {verdict: Remarks() for verdict in Verdict}
    )
    notes: list[str] = field(default_factory=list)

    def count(self, name: str, title: str) -> Count:
        """Return the counts of one kind of rows, starting them at nothing."""
        return self.counts.setdefault(name, Count(str(title)))

    def refuse(self, row: Row, key: str, reason: str, lines: Iterable[int] = ()) -> None:
        """Leave a row out, with its reason; ``lines`` are all that its record stands in."""
        self.refused.append(Remark(row.file, row.line, key, str(reason), tuple(lines)))

    def take(
        self, count: Count, verdict: Verdict, row: Row, key: str, lines: Iterable[int] = ()
    ) -> None:
        """Count a record and tell what becomes of its row; ``lines`` are all that it stands in."""
        setattr(count, verdict.value, getattr(count, verdict.value) + 1)
        self.tell(verdict, row, key, lines)

    def tell(self, verdict: Verdict, row: Row, key: str, lines: Iterable[int] = ()) -> None:
        """Tell what becomes of a row whose record is counted elsewhere."""
        self.taken[verdict].append(Remark(row.file, row.line, key, "", tuple(lines)))

    def place(self, count: Count, rows: Iterable[tuple[str, Row, Iterable[int]]]) -> None:
        """Tell what becomes of rows whose records a service counted by their keys.

        Call it after each chunk: it forgets the keys.
        """
        for key, row, lines in rows:
            verdict = count.verdicts.get(key)
            if verdict is not None:
                self.tell(verdict, row, key, lines)
        count.verdicts.clear()

    def remark(self, row: Row, key: str, text: str) -> None:
        """Note something about a row that was taken."""
        self.remarks.append(Remark(row.file, row.line, key, str(text)))

    @property
    def writes(self) -> bool:
        """Whether the import adds or changes anything."""
        return any(count.added or count.changed for count in self.counts.values())

    def text_lines(self) -> list[str]:
        """Return the report for a terminal."""
        lines = [*(count.words() for count in self.counts.values()), *self.notes]
        for title, remarks in ((_("refused"), self.refused), (_("noticed"), self.remarks)):
            lines += [f"{title}: {one.file}:{one.line} {one.key}: {one.reason}" for one in remarks]
        if not self.writes:
            lines.append(_("Nothing is new: nothing was added and nothing changed."))
        return lines
