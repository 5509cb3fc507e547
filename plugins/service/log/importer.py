"""Imports the event log of another help desk; a code of its profile says that a ticket is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from core.clock import local_date
from core.company import company
from core.db import lock
from core.importing import Importer, Tell
from core.reports import Report, Row, Verdict
from core.sources import Source, grouped
from core.user.models import User
from plugins.service.backlog import services as backlog
from plugins.service.backlog.services import Told
from plugins.service.casework.rules import Kind, State
from plugins.service.log import services

LOCK = "service.log.import"


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import events; the same file again adds nothing.

    Equal rows are kept, each with its number: nobody can tell a repeated act from a repeated row.
    """
    report = Report()
    lock(session, LOCK)
    cases = report.count("cases", _l("Cases"))
    events = report.count("events", _l("Events"))
    tickets = grouped(source.rows("events", report, events), "key")
    theirs = backlog.not_seen(session, list(tickets), source=source.profile.name, by=by)
    for key in [key for key in tickets if key in theirs]:
        left_out = tickets.pop(key)
        events.refused += len(left_out)
        reason = _("The case of %(key)s is none of those that you see.", key=key)
        report.refuse(left_out[0], key, reason, [row.line for row in left_out])
    told = [_told(key, rows, source) for key, rows in tickets.items()]
    ids = backlog.record_cases(
        session,
        told,
        source=source.profile.name,
        count=cases,
        on=local_date(now, company().zone),
    )
    rows = list(_events(tickets, ids, report))
    are_new = services.record_log(session, rows)
    places = ((key, row) for key, some in tickets.items() for row in some)
    for (key, row), is_new in zip(places, are_new, strict=True):
        report.take(events, Verdict.ADDED if is_new else Verdict.UNCHANGED, row, key)
    progress(len(rows), len(rows), str(events.title))
    _note(report, rows)
    return report


def _told(key: str, rows: Sequence[Row], source: Source) -> Told:
    ordered = sorted(rows, key=lambda row: row.values["at"])  # stable: as the file tells them
    first, last = ordered[0].values, ordered[-1].values
    is_over = last["code"] == source.profile.constants["closes"]
    return Told(
        key=key,
        kind=Kind.ENQUIRY,
        subject=str(_("Ticket %(key)s", key=key)),
        body="",
        state=State.CLOSED if is_over else State.ACCEPTED,
        opened_at=first["at"],
        resolved_at=last["at"] if is_over else None,
    )


def _events(
    tickets: Mapping[str, Sequence[Row]], ids: Mapping[str, int], report: Report
) -> Iterator[dict[str, Any]]:
    for key, rows in tickets.items():
        seen: Counter[tuple[datetime, str]] = Counter()
        for row in rows:
            at, code = row.values["at"], row.values["code"]
            seen[at, code] += 1
            if seen[at, code] > 1:
                report.remark(row, key, _("the same as an earlier row"))
            yield services.event(ids[key], at, code, seen[at, code])


def _note(report: Report, rows: Sequence[Mapping[str, Any]]) -> None:
    repeated = sum(row["occurrence"] > 1 for row in rows)
    if repeated:
        report.notes.append(
            ngettext(
                "%(num)s row repeats another one and is kept with its number.",
                "%(num)s rows repeat others and are kept with their numbers.",
                repeated,
            )
        )


importer = Importer(
    name="helpdesk",
    title=_l("Import the log of a help desk"),
    permission="service.customer.import",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
