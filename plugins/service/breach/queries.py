"""Questions asked of breaches; each returns a Select."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select

from core.role.models import RolePermission
from core.user.models import User, UserRole
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


def holders(permission: str) -> Select[int]:
    """The users who hold a permission by one of their roles."""
    return (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(RolePermission, RolePermission.role_id == UserRole.role_id)
        .where(User.active, RolePermission.permission == permission)
        .distinct()
    )


def of_case(case_id: int) -> Select[Breach]:
    """The promises that were not kept in a case."""
    return select(Breach).where(Breach.case_id == case_id).order_by(Breach.due_at, Breach.id)


def since(first: datetime) -> Select[int]:
    """In how many cases a promise was not kept since a moment."""
    return select(func.count(Breach.case_id.distinct())).where(Breach.due_at >= first)
