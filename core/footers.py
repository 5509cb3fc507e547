"""What stands below the rows of a file: notes, and totals that the rows must add up to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext as _

from core.encodings import cut_off, refused
from core.errors import BusinessError
from core.money import parse_money
from core.profiles import FileProfile, Total


@dataclass
class Sum:
    """One total of a profile: what the rows have made of it so far, and what the file says."""

    total: Total
    add: Callable[[Sequence[str]], Decimal]
    value: Decimal = Decimal(0)
    told: Decimal | None = None

    @property
    def name(self) -> str:
        """What people call the total."""
        return self.total.title or self.total.column or self.total.pattern


@dataclass
class Check:
    """Tells the rows of a file from what is around them, and adds them up."""

    file: str
    profile: FileProfile
    sums: list[Sum] = field(default_factory=list)
    is_below: bool = False
    titles: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, file: str, profile: FileProfile, heading: Sequence[str]) -> Check | None:
        """Return the check of a file; None if its profile knows of nothing around the rows."""
        if profile.footer is None and not profile.comment:
            return None
        totals = profile.footer.totals if profile.footer else ()
        return cls(file, profile, [Sum(one, _adding(one, heading)) for one in totals])

    def takes(self, cells: Sequence[str]) -> bool:
        """Return whether this is no row of the table; add it to the totals if it is one."""
        first = cells[0].strip() if cells else ""
        footer = self.profile.footer
        if footer and not self.is_below:
            self.is_below = first.startswith(footer.begins)
        if self.is_below:
            self._note(cells)
            return True
        if self.profile.comment and first.startswith(self.profile.comment):
            return True
        for one in self.sums:
            one.value += one.add(cells)
        return False

    def _note(self, cells: Sequence[str]) -> None:
        plain, text = [cell.strip() for cell in cells], ",".join(cells)
        below = dict(zip(self.titles, plain, strict=False))
        for one in self.sums:
            figure = below.get(one.total.title, "") if one.total.title else ""
            if one.total.pattern and (found := re.search(one.total.pattern, text)):
                figure = found[1]
            if figure and one.told is None:
                one.told = _figure(figure)
        if any(one.total.title in plain for one in self.sums):
            self.titles = plain

    def refuse_difference(self, line: int) -> None:
        """Refuse the file whose rows do not add up to what it says.

        :raises BusinessError: naming the total; or that the file ends before its totals.
        """
        for one in self.sums:
            if one.told is None:
                raise cut_off(self.file, line) if not self.is_below else _unsaid(self.file, one)
            if one.told != one.value:
                raise refused(
                    _(
                        "%(file)s says %(told)s for “%(total)s”, but its rows make %(found)s: "
                        "export it again.",
                        file=self.file,
                        told=one.told,
                        total=one.name,
                        found=one.value,
                    )
                )


def _unsaid(file: str, one: Sum) -> BusinessError:
    return refused(_("%(file)s does not say “%(total)s” at its end.", file=file, total=one.name))


def _adding(total: Total, heading: Sequence[str]) -> Callable[[Sequence[str]], Decimal]:
    places = {name: place for place, name in reversed(list(enumerate(heading)))}
    lacking = [name for name in (total.column, *total.where) if name and name not in places]
    if lacking:
        return lambda _cells: Decimal(0)
    asked = [(places[name], frozenset(values)) for name, values in total.where.items()]
    place = places[total.column] if total.column else None

    def add(cells: Sequence[str]) -> Decimal:
        if any(at >= len(cells) or cells[at].strip() not in values for at, values in asked):
            return Decimal(0)
        if place is None:
            return Decimal(1)
        return _figure(cells[place]) if place < len(cells) else Decimal(0)

    return add


def _figure(text: str) -> Decimal:
    try:
        return Decimal(text.strip().replace(",", "") or "0")
    except ArithmeticError:
        try:
            return parse_money(text)
        except ValueError:
            return Decimal(0)  # its row is refused with a reason where it is read
