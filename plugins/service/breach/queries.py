"""Questions asked of breaches; each returns a Select."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select

from plugins.service.breach.models import Breach
from plugins.service.casework.models import Case
from plugins.service.casework.queries import OPEN
from plugins.service.sla.rules import Clock

COLUMNS = {
    Clock.FIRST: Case.first_due_at,
    Clock.NEXT: Case.next_due_at,
    Clock.RESOLUTION: Case.resolution_due_at,
}


def not_told(clock: Clock, now: datetime) -> Select[*tuple[Any, ...]]:
    """The open cases whose promised time is over, and nobody was told yet."""
    due_at = COLUMNS[clock]
    turn = Case.turn if clock is Clock.NEXT else literal(0)
    told = (
        select(Breach.id)
        .where(Breach.case_id == Case.id, Breach.clock == clock, Breach.turn == turn)
        .exists()
    )
    return (
        select(Case.id, Case.number, Case.subject, Case.assigned_to_id, due_at, turn)
        .where(Case.state.in_(OPEN), Case.due_at < now, due_at < now, ~told)
        .order_by(Case.id)
    )


def of_case(case_id: int) -> Select[Breach]:
    """The promises that were not kept in a case."""
    return select(Breach).where(Breach.case_id == case_id).order_by(Breach.due_at, Breach.id)


def since(first: datetime) -> Select[int]:
    """In how many cases a promise was not kept since a moment."""
    return select(func.count(Breach.case_id.distinct())).where(Breach.due_at >= first)
