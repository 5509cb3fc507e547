"""Filters of lists: by a few values, by days, by numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core.clock import from_local
from core.company import company, today
from core.db import Instant
from core.errors import BusinessError
from core.money import parse_money
from core.rows import read
from core.user.queries import colleague_names

# Midnight of another zone must be a moment, too.
FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)
LONGEST_KEY = 18  # digits of the key of a record that every database can hold


SPANS = {
    "today": _l("Today"),
    "week": _l("Last 7 days"),
    "month": _l("This month"),
    "last_month": _l("Last month"),
    "year": _l("This year"),
}


class Filter(ABC):
    """Narrows a list by one column.

    :cvar is_still: whether its look depends only on the address and on the reader's language and
        rights, and not on what is in the database.
    """

    is_still: ClassVar[bool] = False

    def __init__(self, key: str, label: Any, column: Any) -> None:
        """Name the filter in addresses and for people."""
        self.key, self.label, self.column = key, label, column

    @property
    def names(self) -> list[str]:
        """The only values that there are, as addresses write them; empty if there are others."""
        return []

    @abstractmethod
    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Return what the chosen value demands, or None where nothing is chosen."""

    @abstractmethod
    def shown(self, args: Mapping[str, str]) -> Shown:
        """Return the filter with its chosen value for the page."""


@dataclass(frozen=True)
class Shown:
    """A filter as the page shows it."""

    key: str
    label: Any
    kind: str
    value: Any
    choices: list[tuple[str, str]] = field(default_factory=list)


class ChoiceFilter(Filter):
    """Shows the rows with one of a few values."""

    is_still = True

    def __init__(
        self, key: str, label: Any, column: Any, labels: Mapping[Any, tuple[Any, str]]
    ) -> None:
        """Take the choices from the labels of the values."""
        super().__init__(key, label, column)
        self.labels = labels

    @staticmethod
    def _name(value: Any) -> str:
        return str(getattr(value, "value", value))

    @property
    def names(self) -> list[str]:
        """The values of the labels."""
        return [self._name(value) for value in self.labels]

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the chosen value; an unknown one chooses nothing."""
        chosen = args.get(self.key, "")
        for value in self.labels:
            if chosen and self._name(value) == chosen:
                return (
                    sa.type_coerce(self.column, sa.Boolean).is_(value)
                    if isinstance(value, bool)
                    else self.column == value
                )
        return None

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Offer every value that has a text."""
        choices = [
            (self._name(value), str(text)) for value, (text, _colour) in self.labels.items() if text
        ]
        return Shown(self.key, self.label, "choice", args.get(self.key, ""), choices)


def days_of(name: str, today: date) -> tuple[date, date] | None:
    """Return the first and the last day of a span that :data:`SPANS` names, else None."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before = month - timedelta(days=1)
    spans = {
        "today": (today, today),
        "week": (today - timedelta(days=6), today),
        "month": (month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
        "last_month": (before.replace(day=1), before),
        "year": (year, year.replace(month=12, day=31)),
    }
    return spans.get(name)


class PickFilter(Filter):
    """Shows the rows that belong to one record, or to none."""

    NONE = "none"

    def __init__(
        self, key: str, label: Any, column: Any, pick: Callable[[], Any], none: Any = ""
    ) -> None:
        """Take the choices from a question for keys and names; ``none`` is the word for none."""
        super().__init__(key, label, column)
        self.pick, self.none = pick, none

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the chosen record; an unknown one chooses nothing."""
        chosen = args.get(self.key, "")
        if self.none and chosen == self.NONE:
            return self.column.is_(None)
        is_key = chosen.isdecimal() and len(chosen) <= LONGEST_KEY
        return self.column == int(chosen) if is_key else None

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Offer every record."""
        found = [(str(key), name) for key, name in read(self.pick())]
        choices = [(self.NONE, str(self.none)), *found] if self.none else found
        return Shown(self.key, self.label, "choice", args.get(self.key, ""), choices)


class DateFilter(Filter):
    """Shows the rows from one day to another, both included.

    A span such as this month may be chosen instead; an address with it means another month later.
    """

    is_still = True

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the chosen days.

        :raises BusinessError: if one is no date.
        """
        span = args.get(f"{self.key}_in", "")
        first, last = (days_of(span, today()) if span else None) or (
            self._day(args, "from"),
            self._day(args, "to"),
        )
        parts = []
        if first:
            parts.append(self.column >= self._start(first))
        if last:
            parts.append(self.column < self._start(last + timedelta(days=1)))
        return sa.and_(*parts) if parts else None

    def _start(self, day: date) -> date | datetime:
        """Return where a day begins: an instant is compared with midnight of the company."""
        if isinstance(self.column.type, Instant):
            return from_local(datetime.combine(day, time.min), company().zone)
        return day

    def _day(self, args: Mapping[str, str], end: str) -> date | None:
        text = args.get(f"{self.key}_{end}", "")
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError as error:
            raise BusinessError(
                _("%(text)s is no date; write one such as 2026-11-23.", text=text)
            ) from error
        if day and not FIRST <= day <= LAST:
            raise BusinessError(
                _("%(text)s is no day of business; write one such as 2026-11-23.", text=text)
            )
        return day

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Show both days, and the spans to choose from."""
        days = tuple(args.get(f"{self.key}_{end}", "") for end in ("from", "to", "in"))
        spans = [(name, str(text)) for name, text in SPANS.items()]
        return Shown(self.key, self.label, "date_range", days, spans)


class NumberFilter(Filter):
    """Shows the rows whose number lies between two, both included."""

    is_still = True

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the chosen numbers.

        :raises BusinessError: if one is no number.
        """
        least, most = (self._number(args, end) for end in ("from", "to"))
        parts = [] if least is None else [self.column >= least]
        parts += [] if most is None else [self.column <= most]
        return sa.and_(*parts) if parts else None

    def _number(self, args: Mapping[str, str], end: str) -> Decimal | None:
        text = args.get(f"{self.key}_{end}", "").strip()
        try:
            return parse_money(text) if text else None
        except ValueError as error:
            raise BusinessError(
                _("%(text)s is no number; write one such as 1234.50.", text=text)
            ) from error

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Show both numbers."""
        numbers = (args.get(f"{self.key}_from", ""), args.get(f"{self.key}_to", ""))
        return Shown(self.key, self.label, "number_range", numbers)


class TextFilter(Filter):
    """Shows the rows whose text holds some letters; for lists of a few thousand rows.

    Longer lists are searched.
    """

    is_still = True

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Look for the letters, capital or small."""
        text = args.get(self.key, "").strip()
        return self.column.icontains(text, autoescape=True) if text else None

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Show the letters."""
        return Shown(self.key, self.label, "text", args.get(self.key, ""))


class PersonFilter(Filter):
    """Shows the rows of one user: of the reader, or of a colleague."""

    ME = "me"

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the chosen user; an unknown one chooses nothing."""
        chosen = args.get(self.key, "")
        if chosen == self.ME:
            return self.column == current_user.id
        is_key = chosen.isdecimal() and len(chosen) <= LONGEST_KEY
        return self.column == int(chosen) if is_key else None

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Offer the reader first, then everybody else who may sign in."""
        people = [(str(key), name) for key, name in read(colleague_names())]
        choices = [(self.ME, _("Myself")), *people]
        return Shown(self.key, self.label, "choice", args.get(self.key, ""), choices)
