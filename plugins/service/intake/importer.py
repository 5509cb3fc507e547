"""Imports customers with their identities from the files of a platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from core.clock import local_date
from core.company import company
from core.db import lock
from core.importing import Importer, Tell
from core.party import services as parties
from core.reports import Report, Verdict
from core.sources import Source
from core.user.models import User
from plugins.service.customer import services as customers
from plugins.service.identity import services as identities
from plugins.service.intake.services import (
    People,
    leave_known_as_they_are,
    read_people,
    read_reviews,
)
from plugins.service.review import services as reviews

LOCK = "service.customer.import"


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import customers; the same files again add and change nothing."""
    report = Report()
    lock(session, LOCK)
    count = report.count("customers", _l("Customers"))
    known = report.count("identities", _l("Identities"))
    people = read_people(source, report, count)
    leave_known_as_they_are(session, people)
    outcome = parties.upsert_parties(session, people.facts.values(), by=by)
    count.added, count.changed = outcome.added, outcome.changed
    count.unchanged = outcome.unchanged
    platform = source.profile.constants.get("platform", source.profile.name)
    customers.note(
        session,
        {outcome.ids[code]: people.known_at.get(code, now) for code in people.facts},
        source=platform,
    )
    progress(len(people.facts), len(people.facts), str(count.title))
    noted = identities.record_identities(
        session, people.told(outcome.ids), source=platform, now=now
    )
    known.added, known.unchanged = noted.added, noted.unchanged
    for code, row in people.rows:
        verdict = outcome.verdicts[code]
        if verdict is Verdict.UNCHANGED and outcome.ids[code] in noted.parties:
            verdict = Verdict.CHANGED  # nothing of the customer, but an identity of theirs
        report.tell(verdict, row, code)
    _reviews(session, source, people, outcome.ids, report, now)
    return report


def _reviews(
    session: Session,
    source: Source,
    people: People,
    ids: Mapping[str, int],
    report: Report,
    now: datetime,
) -> None:
    """Import what customers say of their orders, and open cases for what is bad."""
    if "reviews" not in source.tables:
        return
    count = report.count("reviews", _l("Reviews"))
    cases = report.count("cases", _l("Cases"))
    platform = source.profile.constants["platform"]
    found = read_reviews(source, report, people, count)
    told = [facts | {"party_id": ids[facts.pop("code")]} for _row, facts in found]
    reviews.record_reviews(session, told, source=platform, count=count)
    report.place(count, ((reviews.name_of(facts), row, ()) for row, facts in found))
    on = local_date(now, company().zone)
    reviews.open_cases(session, source=platform, count=cases, on=on)
    repeated = len(told) - len({row["external_key"] for row in told})
    if repeated:
        report.notes.append(
            ngettext(
                "%(num)s review tells of another order, too.",
                "%(num)s reviews tell of other orders, too.",
                repeated,
            )
        )


importer = Importer(
    name="customers",
    title=_l("Import customers"),
    permission="service.customer.import",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
