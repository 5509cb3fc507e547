"""Questions asked of cases; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.rows import EVERY_ROW
from core.search import found
from core.user.models import User
from plugins.service.casework.models import NEVER, Case, CaseEvent
from plugins.service.casework.rules import OVER, EventKind, State

OPEN = tuple(state for state in State if state not in OVER)
FEW = 20


@cache
def all_cases() -> Select[Case]:
    """Every case."""
    return select(Case)


def case(case_id: int) -> Select[Case]:
    """One case with everything that its page shows."""
    return (
        select(Case)
        .where(Case.id == case_id)
        .options(
            joinedload(Case.party),
            joinedload(Case.assigned_to),
            selectinload(Case.lines),
            selectinload(Case.events).joinedload(CaseEvent.by),
        )
        .execution_options(populate_existing=True)
    )


def told(case_ids: Collection[int]) -> Select[Case]:
    """Some cases; who may read them is asked otherwise."""
    return select(Case).where(Case.id.in_(case_ids)).execution_options(**EVERY_ROW)


def numbered(number: str) -> Select[Case]:
    """The case with a number."""
    return select(Case).where(Case.number == number)


def locked(case_id: int) -> Select[Case]:
    """One case as it is now, with lines and events; nobody else changes it meanwhile."""
    return (
        select(Case)
        .where(Case.id == case_id)
        .options(selectinload(Case.lines), selectinload(Case.events))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def of_parties(party_ids: Collection[int]) -> Select[Case]:
    """The cases of some customers, the latest first."""
    return (
        select(Case)
        .where(Case.party_id.in_(party_ids))
        .order_by(Case.opened_at.desc(), Case.id.desc())
    )


def of_order(order_id: int) -> Select[Case]:
    """The cases of one order, the latest first."""
    return select(Case).where(Case.order_id == order_id).order_by(Case.id.desc())


def events_of(case_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """What moves the clocks of some cases."""
    return (
        select(CaseEvent.case_id, CaseEvent.at, CaseEvent.kind, CaseEvent.verb)
        .where(CaseEvent.case_id.in_(case_ids), CaseEvent.kind != EventKind.LOG)
        .order_by(CaseEvent.case_id, CaseEvent.at, CaseEvent.id)
    )


def running() -> Select[int]:
    """The keys of the cases whose clocks may run."""
    return select(Case.id).where(Case.state.in_(OPEN), Case.has_clock).order_by(Case.id)


def some(case_ids: Collection[int]) -> Select[Case]:
    """Some cases, to be changed."""
    return (
        select(Case)
        .where(Case.id.in_(case_ids))
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def overdue(now: datetime) -> ColumnElement[bool]:
    """Whether a promised time of a case is over."""
    return Case.due_at < now


def count_where(condition: ColumnElement[bool]) -> Select[int]:
    """How many cases there are of a kind."""
    return select(func.count(Case.id)).where(condition)


def with_words(words: str, limit: int) -> Select[Case]:
    """Some cases that have these words, the latest first."""
    return found(Case, words, limit).order_by(Case.opened_at.desc(), Case.id.desc())


def known(source: str, keys: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Key, digest and id of the cases of a source that are there already."""
    return select(Case.external_key, Case.content_hash, Case.id).where(
        Case.source == source, Case.external_key.in_(keys)
    )


def open_counts(party_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """How many open cases some customers have."""
    return (
        select(Case.party_id, func.count(Case.id))
        .where(Case.party_id.in_(party_ids), Case.state.in_(OPEN))
        .group_by(Case.party_id)
    )


def assignees() -> Select[int, str]:
    """Key and name of those whom cases may be given to."""
    return (
        select(User.id, User.name)
        .where(User.active, User.password.is_not(None))
        .order_by(User.name, User.id)
    )


def odd_dues() -> Select[str]:
    """The cases whose next deadline is not the first of those that run."""
    first = func.coalesce(Case.first_due_at, NEVER)
    following = func.coalesce(Case.next_due_at, NEVER)
    resolution = func.coalesce(Case.resolution_due_at, NEVER)
    return (
        select(Case.number)
        .where(
            or_(
                Case.due_at > first,
                Case.due_at > following,
                Case.due_at > resolution,
                (Case.due_at < first) & (Case.due_at < following) & (Case.due_at < resolution),
            )
        )
        .limit(FEW)
    )


def without_opening() -> Select[str]:
    """The cases of which no event tells that they were opened."""
    opened = (
        select(CaseEvent.id)
        .where(CaseEvent.case_id == Case.id, CaseEvent.kind == EventKind.OPENED)
        .exists()
    )
    return select(Case.number).where(~opened).limit(FEW)
