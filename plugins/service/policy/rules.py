"""Whether something can still be returned: the day after signing is the first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Window:
    """How the days of a policy lie around a signature."""

    signed_on: date
    days: int

    @property
    def last_on(self) -> date:
        """The last day on which the right can be used."""
        return self.signed_on + timedelta(days=self.days)

    def day_number(self, on: date) -> int:
        """Return which day after signing it is; the day of signing itself is 0."""
        return (on - self.signed_on).days

    def is_open(self, on: date) -> bool:
        """Return whether the right can be used on a day."""
        return self.signed_on <= on <= self.last_on
