"""Imports the tickets of another help desk, with the customers whom they are of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from core.clock import local_date
from core.company import company
from core.db import lock
from core.errors import BusinessError
from core.importing import Importer, Tell
from core.many import asked
from core.party import services as parties
from core.reports import Report, Row
from core.sources import Source
from core.user.models import User
from plugins.service.backlog import services
from plugins.service.backlog.services import Told
from plugins.service.casework.rules import Kind, State
from plugins.service.customer import services as customers
from plugins.service.identity import queries as identities
from plugins.service.identity import services as identity
from plugins.service.identity.models import Kind as IdentityKind
from plugins.service.sla.models import Priority

LOCK = "service.backlog.import"
SOURCE = "tickets"
# What a generator of texts left unfilled.
PLACEHOLDER = re.compile(r"\{product_purchased\}", re.IGNORECASE)


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import tickets; the same file again adds and changes nothing."""
    report = Report()
    lock(session, LOCK)
    people = report.count("customers", _l("Customers"))
    count = report.count("cases", _l("Cases"))
    rows = [row for row in source.rows("tickets", report, count) if _is_sound(row, report)]
    rows = _allowed(session, rows, report, by)
    count.refused = len(report.refused)
    known = _owners(session, rows)
    new = _named(rows, known, report)
    outcome = parties.upsert_parties(session, new.values(), by=by)
    people.added, people.unchanged = outcome.added, len(known)
    by_email = known | {email: outcome.ids[facts["code"]] for email, facts in new.items()}
    customers.note(session, dict.fromkeys(by_email.values(), now), source=SOURCE)
    identity.record_identities(
        session,
        [
            identity.Told(party_id, IdentityKind.EMAIL, "", email)
            for email, party_id in by_email.items()
        ],
        source=SOURCE,
        now=now,
    )
    told = [_told(row, by_email[row.values["email"]], now, report) for row in rows]
    progress(len(told), len(told), str(count.title))
    services.record_cases(
        session, told, source=SOURCE, count=count, on=local_date(now, company().zone)
    )
    report.place(count, ((row.values["key"], row, ()) for row in rows))
    _note(report, told)
    return report


def _is_sound(row: Row, report: Report) -> bool:
    try:
        row.values["email"] = identity.normalised(IdentityKind.EMAIL, row.values["email"])
    except BusinessError as error:
        report.refuse(row, row.values["key"], str(error))
        return False
    return True


def _allowed(session: Session, rows: list[Row], report: Report, by: User) -> list[Row]:
    """Return the rows without those of cases that whoever imports does not see."""
    keys = [row.values["key"] for row in rows]
    theirs = services.not_seen(session, keys, source=SOURCE, by=by)
    for row in rows:
        key = row.values["key"]
        if key in theirs:
            report.refuse(
                row, key, _("The case of %(key)s is none of those that you see.", key=key)
            )
    return [row for row in rows if row.values["key"] not in theirs]


def _owners(session: Session, rows: list[Row]) -> dict[str, int]:
    """Return who has the addresses already; of several, who had it first."""
    emails = list(dict.fromkeys(row.values["email"] for row in rows))
    question = partial(identities.owners, IdentityKind.EMAIL)
    return {row.value: row.party_id for row in asked(session, question, emails)}


def _named(rows: list[Row], known: Mapping[str, int], report: Report) -> dict[str, dict[str, Any]]:
    """Return the facts of the customers who are new, by their address."""
    new: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    for row in rows:
        email, name = row.values["email"], row.values["name"]
        if names.setdefault(email, name) != name:
            text = _("the address belongs to %(name)s in an earlier row", name=names[email])
            report.remark(row, row.values["key"], text)
        if email not in known:
            # The code stands in lists and histories, so it must not tell the address.
            code = f"TK-{hashlib.sha256(email.encode()).hexdigest()[:12]}"
            new.setdefault(
                email,
                {"code": code, "name": name, "is_company": False, "is_customer": True},
            )
    return new


def _told(row: Row, party_id: int, now: datetime, report: Report) -> Told:
    values = row.values
    first, resolved = values["first_response_at"], values["resolved_at"]
    moments = [at for at in (first, resolved) if at is not None]
    remark = ""
    if first is not None and resolved is not None and resolved < first:
        remark = str(_("resolved before the first response"))
        report.remark(row, values["key"], remark)
    body = PLACEHOLDER.sub(lambda _found: values["product"], values["body"])
    return Told(
        key=values["key"],
        kind=Kind(values["kind"]),
        subject=values["subject"],
        body="\n\n".join(filter(None, (body, values["answer"]))),
        state=State(values["state"]),
        priority=Priority(values["priority"]),
        party_id=party_id,
        # Nobody says when a ticket was opened: at the latest when something happened to it.
        opened_at=min(moments, default=now),
        has_opening=bool(moments),
        first_response_at=first,
        resolved_at=resolved,
        remark=remark,
        product=values["product"],
    )


def _note(report: Report, told: list[Told]) -> None:
    odd = sum(bool(one.remark) for one in told)
    if odd:
        report.notes.append(
            ngettext(
                "%(num)s ticket was resolved before its first response.",
                "%(num)s tickets were resolved before their first response.",
                odd,
            )
        )


importer = Importer(
    name="tickets",
    title=_l("Import tickets"),
    permission="service.customer.import",
    folder=Path(__file__).parent / "profiles",
    run=run,
    area="service.case",
)
