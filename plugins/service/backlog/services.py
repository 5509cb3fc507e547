"""Takes cases over from other systems, many at a time.  Services flush; they never commit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit, numbering
from core.reports import Count, Verdict
from core.rows import hidden
from core.search import row_tokens
from core.user.models import User
from plugins.service.casework import queries
from plugins.service.casework.models import NEVER, Case, CaseEvent, CaseLine
from plugins.service.casework.rules import EventKind, Kind, LineDraft, State
from plugins.service.casework.services import SERIES
from plugins.service.sla.models import Priority

CHUNK = 1_000
CHANGING = ("state", "first_response_at", "resolved_at", "remark", "content_hash")


@dataclass(frozen=True)
class Told:
    """A case as another system tells it; its times are taken as they are, no clock runs."""

    key: str
    kind: Kind
    subject: str
    body: str
    state: State
    opened_at: datetime
    party_id: int | None = None
    priority: Priority = Priority.NORMAL
    order_number: str = ""
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    remark: str = ""
    product: str = ""
    # A moment that nobody told must not make each import a change.
    has_opening: bool = True

    @property
    def digest(self) -> str:
        """What tells whether another file says something else."""
        told = [
            str(getattr(self, one.name))
            for one in fields(self)
            if one.name != "opened_at" or self.has_opening
        ]
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def not_seen(session: Session, keys: Sequence[str], *, source: str, by: User) -> set[str]:
    """Return the keys of the source whose cases somebody does not see and must not change."""
    found: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        asked = queries.known(source, keys[start : start + CHUNK])
        known = {case_id: key for key, _digest, case_id in session.execute(asked)}
        found |= {known[case_id] for case_id in hidden(session, by, Case, known.keys())}
    return found


def record_cases(
    session: Session, told: Sequence[Told], *, source: str, count: Count, on: date
) -> dict[str, int]:
    """Add the cases that are new, change those of which something else is told.

    :returns: the keys of all cases in the database by those of the source.
    """
    ids: dict[str, int] = {}
    for start in range(0, len(told), CHUNK):
        some = {one.key: one for one in told[start : start + CHUNK]}
        found = session.execute(queries.known(source, list(some)))
        known = {key: (digest, case_id) for key, digest, case_id in found}
        new = [one for key, one in some.items() if key not in known]
        ids |= {key: case_id for key, (_digest, case_id) in known.items()}
        if new:
            ids |= _add(session, new, source, on)
        changed = [one for key, one in some.items() if key in known and known[key][0] != one.digest]
        _change(session, changed, ids)
        count.take(Verdict.ADDED, (one.key for one in new))
        count.take(Verdict.CHANGED, (one.key for one in changed))
        count.take(Verdict.UNCHANGED, some.keys() - {one.key for one in (*new, *changed)})
    return ids


def _add(session: Session, new: Sequence[Told], source: str, on: date) -> dict[str, int]:
    first = numbering.reserve(session, SERIES, len(new), on=on)
    rows = []
    for at, one in enumerate(new):
        number = numbering.written(SERIES, on=on, counter=first + at)
        row = _facts(one) | {"number": number, "source": source, "external_key": one.key}
        rows.append(row | {"search_tokens": row_tokens(Case, row)})
    inserted = session.execute(
        sa.insert(Case).returning(Case.external_key, Case.id),
        rows,
        execution_options={"render_nulls": True},
    )
    ids = {str(key): case_id for key, case_id in inserted}
    events = [
        {"case_id": ids[one.key], "at": one.opened_at, "kind": EventKind.OPENED, "verb": ""}
        for one in new
    ]
    session.execute(sa.insert(CaseEvent), events)
    lines = [
        vars(LineDraft(one.product, Decimal(1))) | {"case_id": ids[one.key]}
        for one in new
        if one.product
    ]
    if lines:
        session.execute(sa.insert(CaseLine), lines)
    audit.record_many(
        session,
        Case,
        audit.CREATE,
        [
            (ids[str(row["external_key"])], str(row["number"]), {"number": [None, row["number"]]})
            for row in rows
        ],
    )
    return ids


def _facts(one: Told) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "state": one.state,
        "priority": one.priority,
        "party_id": one.party_id,
        "subject": one.subject[:200] or one.key,
        "body": one.body,
        "content_hash": one.digest,
        "remark": one.remark,
        "order_number": one.order_number,
        "opened_at": one.opened_at,
        "first_response_at": one.first_response_at,
        "resolved_at": one.resolved_at,
        "has_clock": False,
        "is_waiting": False,
        "due_at": NEVER,
    }


def _change(session: Session, changed: Sequence[Told], ids: Mapping[str, int]) -> None:
    told = {ids[one.key]: one for one in changed}
    if not told:
        return
    for case in session.scalars(queries.some(list(told))):
        facts = _facts(told[case.id])
        for name in CHANGING:
            setattr(case, name, facts[name])
    session.flush()
