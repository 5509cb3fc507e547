"""Imports customers with their identities from the files of a platform."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.db import lock
from core.importing import Importer, Tell
from core.party import services as parties
from core.reports import Report
from core.sources import Source
from core.user.models import User
from plugins.service.customer import services as customers
from plugins.service.identity import services as identities
from plugins.service.intake.services import read_people

LOCK = "service.customer.import"


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import customers; the same files again add and change nothing."""
    report = Report()
    lock(session, LOCK)
    count = report.count("customers", _l("Customers"))
    known = report.count("identities", _l("Identities"))
    people = read_people(source, report, count)
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
    known.added, known.unchanged = identities.record_identities(
        session, people.told(outcome.ids), source=platform, now=now
    )
    return report


importer = Importer(
    name="customers",
    title=_l("Import customers"),
    permission="service.customer.import",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
