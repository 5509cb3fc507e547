"""What happens to the row of a job.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter
from flask_babel import gettext as _
from sqlalchemy import Update, case, update
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.job import queries
from core.job.models import JobRow, Schedule, State
from core.user.models import User

LOCK = "core.job.schedule"


def enqueue(
    session: Session,
    name: str,
    args: dict[str, Any],
    *,
    language: str,
    unique_key: str | None,
    by: User,
    now: datetime,
) -> JobRow:
    """Write down that a job shall run; a wish that is open already is not written twice."""
    if unique_key is not None:
        lock(session, f"core.job.{unique_key}")
        found = session.scalar(queries.live(unique_key))
        if found is not None:
            return found
    row = JobRow(
        name=name,
        args=args,
        language=language,
        created_by_id=by.id,
        created_at=now,
        run_at=now,
        unique_key=unique_key,
    )
    session.add(row)
    session.flush()
    return row


def want_due(
    session: Session,
    crons: Mapping[str, str],
    *,
    zone: ZoneInfo,
    language: str,
    by: User,
    now: datetime,
) -> list[JobRow]:
    """Write down the jobs whose time by the clock has come; times that were missed count once.

    A job that is seen for the first time waits for its next time.

    :param crons: when each job shall run, in the company's zone.
    """
    lock(session, LOCK)
    known = {row.name: row for row in session.scalars(queries.schedules(crons.keys()))}
    wanted = []
    for name, cron in sorted(crons.items()):
        row = known.get(name)
        if row is None:
            session.add(Schedule(name=name, last_at=now))
            continue
        if is_due(row, cron, zone=zone, now=now):
            row.last_at = now
            key = f"clock.{name}"
            wanted.append(
                enqueue(session, name, {}, language=language, unique_key=key, by=by, now=now)
            )
    session.flush()
    return wanted


def is_due(row: Schedule, cron: str, *, zone: ZoneInfo, now: datetime) -> bool:
    """Return whether a time that a cron line names has come since the last look."""
    following: datetime = croniter(cron, row.last_at.astimezone(zone)).get_next(datetime)
    return following <= now


def claim(
    session: Session,
    names: list[str],
    *,
    worker: str,
    lease: timedelta,
    now: datetime,
    job_id: int | None = None,
) -> JobRow | None:
    """Take the next job for a worker, in one statement, so that nobody else takes it too.

    :param job_id: take only this one.
    """
    found = queries.claimable(names, now, job_id).limit(1)
    chosen = found.with_for_update(skip_locked=True)
    return session.scalar(
        update(JobRow)
        .where(JobRow.id == chosen.scalar_subquery())
        .values(
            state=State.RUNNING,
            worker=worker,
            lease_until=now + lease,
            attempt=JobRow.attempt + 1,
            started_at=now,
            progress_done=0,
            progress_total=0,
            progress_message="",
            error="",
        )
        .returning(JobRow)
    )


def extend(
    session: Session,
    job_id: int,
    progress: tuple[int, int, str],
    *,
    worker: str,
    lease: timedelta,
    now: datetime,
) -> bool | None:
    """Hold on to a job and tell how far it is.

    :return: whether somebody wants it cancelled; None when another worker has it now.
    """
    done, total, message = progress
    return session.scalar(
        _held(job_id, worker)
        .values(
            lease_until=now + lease,
            progress_done=done,
            progress_total=total,
            progress_message=message,
        )
        .returning(JobRow.cancel_requested)
    )


def finish(
    session: Session, job_id: int, result: dict[str, Any] | None, *, worker: str, now: datetime
) -> bool:
    """Mark a job as done, in the transaction of its own work; False when it was taken away."""
    ended = _held(job_id, worker).values(state=State.DONE, result=result, finished_at=now)
    return session.scalar(ended.returning(JobRow.id)) is not None


def give_up(
    session: Session, job_id: int, state: State, error: str, *, worker: str, now: datetime
) -> bool:
    """Mark a job as failed or cancelled; False when it was taken away."""
    ended = _held(job_id, worker).values(state=state, error=error, finished_at=now)
    return session.scalar(ended.returning(JobRow.id)) is not None


def put_off(session: Session, job_id: int, error: str, *, worker: str, until: datetime) -> None:
    """Let a job that stumbled run again later, unless somebody wants it cancelled."""
    cancelled = JobRow.cancel_requested
    session.execute(
        _held(job_id, worker).values(
            state=case((cancelled, State.CANCELLED.value), else_=State.READY.value),
            finished_at=case((cancelled, until), else_=None),
            run_at=until,
            error=error,
        )
    )


def cancel(session: Session, row: JobRow, *, now: datetime) -> None:
    """Stop a job that waits at once, and one that runs at its next step.

    :raises BusinessError: if it is over.
    """
    session.refresh(row, ["state"], with_for_update=True)
    if row.is_over:
        raise BusinessError(_("This job is over; there is nothing left to cancel."))
    row.cancel_requested = True
    if row.state is State.READY:
        row.state = State.CANCELLED
        row.finished_at = now
    session.flush()


def retry(session: Session, row: JobRow, *, now: datetime) -> None:
    """Let a job that failed or was cancelled run again, with all its attempts.

    :raises BusinessError: if it waits, runs or is done, or the same was wanted again meanwhile.
    """
    session.refresh(row, ["state"], with_for_update=True)
    if row.state not in {State.FAILED, State.CANCELLED}:
        raise BusinessError(_("Only a job that failed or was cancelled can be tried again."))
    if row.unique_key is not None:
        lock(session, f"core.job.{row.unique_key}")
        if session.scalar(queries.live(row.unique_key)) is not None:
            raise BusinessError(_("The same is waiting or running already."))
    row.state, row.run_at, row.attempt = State.READY, now, 0
    row.cancel_requested, row.error, row.finished_at = False, "", None
    session.flush()


def _held(job_id: int, worker: str) -> Update:
    return (
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.worker == worker, JobRow.state == State.RUNNING)
        .execution_options(synchronize_session=False)
    )
