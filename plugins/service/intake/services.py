"""Reads what files tell of customers.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.party import queries as parties
from core.party.models import Party
from core.reports import Count, Report, Row
from core.sources import Source
from plugins.service.identity.models import Consent, Kind
from plugins.service.identity.services import Told, normalised

NAME_LETTERS = 8
CHUNK = 1_000
WORST, BEST = 1, 5
WECHAT = "wechat"
COLUMNS = {Kind.PHONE: "phone", Kind.EMAIL: "email", Kind.WECHAT: "wechat", Kind.QQ: "qq"}


@dataclass
class People:
    """Who the files tell of: facts and identities by code, and whom each key means."""

    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    identities: dict[str, list[tuple[Kind, str, str, Consent]]] = field(default_factory=dict)
    known_at: dict[str, datetime] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    by_order: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[str, Row]] = field(default_factory=list)

    def told(self, ids: Mapping[str, int]) -> list[Told]:
        """Return the identities with the keys of their customers."""
        return [
            Told(ids[code], kind, scope, value, consent)
            for code, some in self.identities.items()
            for kind, scope, value, consent in some
        ]


def read_people(source: Source, report: Report, count: Count) -> People:
    """Collect customers; one row each, or one for each order of theirs."""
    people = People()
    platform = source.profile.constants.get("platform", "")
    for row in source.rows("people", report, count):
        try:
            identities = list(_identities(row, platform))
        except BusinessError as error:
            count.refused += 1
            report.refuse(row, row.values["code"], str(error))
            continue
        code = row.values["code"]
        people.facts[code] = _facts(row)
        people.identities.setdefault(code, []).extend(identities)
        people.by_key[row.values.get("key") or code] = code
        people.rows.append((code, Row(row.file, row.line, {})))
    _read_orders(source, report, people)
    return people


def leave_known_as_they_are(session: Session, people: People) -> None:
    """Take a new customer for a person, but make no person of a company that is known."""
    codes = list(people.facts)
    for start in range(0, len(codes), CHUNK):
        asked = parties.stored(codes[start : start + CHUNK], Party.code)
        for code in session.scalars(asked):
            del people.facts[code]["is_company"]


def _read_orders(source: Source, report: Report, people: People) -> None:
    for row in source.rows("orders", report, Count("")):
        code = people.by_key.get(row.values["buyer"])
        if code is None:
            report.refuse(row, row.values["number"], _("No file tells of the buyer."))
            continue
        people.by_order[row.values["number"]] = code
        at = row.values["placed_at"]
        people.known_at[code] = min(at, people.known_at.get(code, at))


def read_reviews(
    source: Source, report: Report, people: People, count: Count
) -> list[tuple[Row, dict[str, Any]]]:
    """Return the reviews of orders whose customer is known, each with the customer's code."""
    found = []
    for row in source.rows("reviews", report, count):
        values = row.values
        code = people.by_order.get(values["number"])
        reason = ""
        if code is None:
            reason = _("No file tells of this order.")
        elif not WORST <= values["score"] <= BEST:
            reason = _("%(score)s is no score from 1 to 5.", score=values["score"])
        if reason:
            count.refused += 1
            report.refuse(row, values["key"], reason)
            continue
        facts = {
            "external_key": values["key"],
            "order_number": values["number"],
            "code": code,
            "score": values["score"],
            "title": values["title"],
            "body": values["body"],
            "reviewed_at": values["at"],
        }
        found.append((row, facts))
    return found


def _facts(row: Row) -> dict[str, Any]:
    values = row.values
    city = values.get("city") or ""
    # The importer of orders calls those people the same whose names no file tells.
    name = values.get("name") or f"{values['code'][:NAME_LETTERS]} {city}".strip()
    return {
        "code": values["code"],
        "name": name,
        "city": city,
        "region": values.get("region") or "",
        "is_company": False,
        "is_customer": True,
    }


def _identities(row: Row, platform: str) -> Iterator[tuple[Kind, str, str, Consent]]:
    values = row.values
    consent = Consent(values.get("agreed") or Consent.UNKNOWN.value)
    for kind, column in COLUMNS.items():
        if text := values.get(column):
            scope = WECHAT if kind is Kind.WECHAT else ""
            yield kind, scope, normalised(kind, text), consent
    if platform:
        yield Kind.PLATFORM, platform, values["code"], consent
    elif values.get("account"):
        if not values.get("platform"):
            raise BusinessError(_("Say on which platform the account is."))
        yield Kind.PLATFORM, values["platform"], values["account"], consent
