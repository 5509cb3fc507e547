"""What can be done with reviews.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.many import asked
from core.reports import Count, Verdict
from core.setting.services import read
from plugins.service.backlog import services as backlog
from plugins.service.backlog.services import Told
from plugins.service.casework.rules import Kind, State
from plugins.service.review import queries
from plugins.service.review.models import Review

LOW = "service.low_score"


def record_reviews(
    session: Session, rows: Sequence[Mapping[str, Any]], *, source: str, count: Count
) -> None:
    """Add the reviews that are new."""
    keys = list(dict.fromkeys(row["external_key"] for row in rows))
    known = {tuple(row) for row in asked(session, partial(queries.known, source), keys)}
    new = [row for row in rows if (row["external_key"], row["order_number"]) not in known]
    if new:
        session.execute(sa.insert(Review), [{**row, "source": source} for row in new])
    count.take(Verdict.ADDED, map(name_of, new))
    count.take(Verdict.UNCHANGED, {name_of(row) for row in rows} - {name_of(row) for row in new})


def name_of(row: Mapping[str, Any]) -> str:
    """Return what tells a review from others of its source."""
    return f"{row['external_key']}/{row['order_number']}"


def open_cases(session: Session, *, source: str, count: Count, on: date) -> None:
    """Open a complaint for each bad review that has none; a setting says what is bad."""
    lowest = int(str(read(session, LOW)[LOW]))
    reviews = {
        f"{one.external_key}/{one.order_number}": one
        for one in session.scalars(queries.low(source, lowest))
    }
    told = [
        Told(
            key=key,
            kind=Kind.COMPLAINT,
            subject=one.title or str(_("Review with %(score)s of 5", score=one.score)),
            body=one.body,
            state=State.NEW,
            opened_at=one.reviewed_at,
            party_id=one.party_id,
            order_number=one.order_number,
        )
        for key, one in reviews.items()
    ]
    ids = backlog.record_cases(session, told, source=source, count=count, on=on)
    if reviews:
        session.execute(
            sa.update(Review),
            [{"id": one.id, "case_id": ids[key]} for key, one in reviews.items()],
        )
