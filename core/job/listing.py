"""The list of jobs."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core import jobs, tombstones
from core.job import queries
from core.job.models import STATES, JobRow
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.user.models import User


def title_of(row: JobRow) -> str:
    """Return what a job does, in words; a plugin that is off leaves its name."""
    known = jobs.registered().get(row.name)
    return str(known.title) if known else tombstones.of_name(row.name)


def _open_names() -> list[str]:
    """Return the jobs whose words all who see jobs may read; none of a plugin that is off."""
    return [name for name, one in jobs.registered().items() if not one.private]


def is_told(row: JobRow) -> bool:
    """Return whether the reader may read what a job says of itself."""
    return bool(row.created_by_id == current_user.id) or row.name in _open_names()


TOLD = sa.or_(
    JobRow.created_by_id == sa.bindparam("reader", callable_=lambda: current_user.id),
    JobRow.name.in_(sa.bindparam("open_names", callable_=_open_names, expanding=True)),
)
PAGE = Link("core.job.detail", "job_id")


class JobListing(Listing):
    """All jobs."""

    query = queries.all_jobs
    key = JobRow.id
    columns = (
        Column("name", _l("Job"), JobRow.name, value=title_of, href=PAGE),
        Column("created_at", _l("Wanted"), JobRow.created_at, kind="instant", sortable=True),
        Column("created_by", _l("By"), User.name),
        Column("started_at", _l("Started"), JobRow.started_at, kind="instant", is_further=True),
        Column("finished_at", _l("Ended"), JobRow.finished_at, kind="instant"),
        Column("attempt", _l("Attempts"), JobRow.attempt, kind="number"),
        Column("error", _l("Error"), sa.case((TOLD, JobRow.error), else_="")),
        Column("state", _l("State"), JobRow.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), JobRow.state, labels=STATES),
        DateFilter("created", _l("Wanted"), JobRow.created_at),
    )
    default_sort = ("created_at", "desc")
    empty_title = _l("No jobs here")
    empty_hint = _l("Imports and other long work appear here while they run and afterwards.")
