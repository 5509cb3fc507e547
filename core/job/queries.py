"""Questions asked of jobs; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from core.job.models import JobRow, Schedule, State

LIVE = (State.READY, State.RUNNING)


def all_jobs() -> Select[JobRow]:
    """Every job, with the person who wanted it."""
    return select(JobRow).join(JobRow.created_by).options(joinedload(JobRow.created_by))


def job(job_id: int) -> Select[JobRow]:
    """One job, with the person who wanted it."""
    return all_jobs().where(JobRow.id == job_id)


def live(unique_key: str) -> Select[JobRow]:
    """The job with this key that is not over."""
    return select(JobRow).where(JobRow.unique_key == unique_key, JobRow.state.in_(LIVE))


def claimable(names: Collection[str], now: datetime, job_id: int | None = None) -> Select[int]:
    """The jobs that shall run next: their time has come, or their worker has died."""
    due = and_(JobRow.state == State.READY, JobRow.run_at <= now)
    abandoned = and_(JobRow.state == State.RUNNING, JobRow.lease_until < now)
    found = select(JobRow.id).where(JobRow.name.in_(names), or_(due, abandoned))
    if job_id is not None:
        found = found.where(JobRow.id == job_id)
    return found.order_by(JobRow.run_at, JobRow.id)


def schedules(names: Collection[str]) -> Select[Schedule]:
    """How far these jobs have come that run by the clock."""
    return select(Schedule).where(Schedule.name.in_(names))
