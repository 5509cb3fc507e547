"""The company that runs this deployment: its name, zone and currency, read once a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask import g

from core import clock
from core.db import session
from core.setting import queries, services

FACTS = ("company.name", "company.timezone", "company.currency")


@dataclass(frozen=True)
class Company:
    """What every page and every date depends on."""

    name: str
    timezone: str
    currency: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its business dates."""
        return ZoneInfo(self.timezone)


def company() -> Company:
    """Return the company's facts."""
    if "company" not in g:
        remember(session().scalar(queries.told(*FACTS)))
    found: Company = g.company
    return found


def remember(told: str | None) -> None:
    """Keep for this request what the database says of the settings in ``FACTS``."""
    g.company = Company(*map(str, services.understood(told, *FACTS).values()))


def today() -> date:
    """Return the company's business date."""
    return clock.today(company().zone)
