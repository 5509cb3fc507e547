"""What an import did: how many rows became what, which were refused, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _


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


@dataclass
class Report:
    """The result of an import: counts by kind, refused rows, and what else was noticed."""

    counts: dict[str, Count] = field(default_factory=dict)
    refused: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, name: str, title: str) -> Count:
        """Return the counts of one kind of rows, starting them at nothing."""
        return self.counts.setdefault(name, Count(str(title)))

    def refuse(self, row: Row, key: str, reason: str, lines: Iterable[int] = ()) -> None:
        """Leave a row out, with its reason; ``lines`` are all that its record stands in."""
        self.refused.append(Remark(row.file, row.line, key, str(reason), tuple(lines)))

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
