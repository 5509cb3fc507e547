"""What has happened lately; each function returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.dashboard.models import CardPlace
from core.import_run import queries as imports
from core.import_run.models import ImportRun
from core.job import queries as jobs
from core.job.models import JobRow, State

SHOWN = 5


def recent_imports() -> Select[ImportRun]:
    """The last imports, with the person who started each."""
    return imports.all_runs().order_by(ImportRun.id.desc()).limit(SHOWN)


def unfinished_jobs() -> Select[JobRow]:
    """The last jobs that wait, run or failed, with the person who wanted each."""
    open_states = (State.READY, State.RUNNING, State.FAILED)
    return (
        jobs.all_jobs()
        .where(JobRow.state.in_(open_states))
        .order_by(JobRow.created_at.desc(), JobRow.id.desc())
        .limit(SHOWN)
    )


def places_of(user_id: int) -> Select[CardPlace]:
    """How a user has arranged the cards."""
    return select(CardPlace).where(CardPlace.user_id == user_id)
