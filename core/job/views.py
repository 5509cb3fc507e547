"""The pages below /core/job/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import jobs
from core.db import session
from core.job import queries
from core.job.listing import JobListing, is_told, title_of
from core.job.models import STATES, JobRow
from core.listing import answer
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import asked_part, render

blueprint = Blueprint("job", __name__)


@blueprint.get("/")
@requires("core.job.index")
def index() -> ResponseReturnValue:
    """List the jobs, the newest first."""
    return answer(JobListing(), "core/job/index.html")


@blueprint.get("/<int:job_id>")
@requires(SIGNED_IN)
def detail(job_id: int) -> ResponseReturnValue:
    """Show how far a job is; its page asks again until it is over."""
    row = _job(job_id)
    progress, told = jobs.progress_of(row), is_told(row)
    page = render(
        "core/job/detail.html",
        job=row,
        title=title_of(row),
        state=STATES[row.state],
        progress=progress,
        words=progress.message if told else "",
        error=row.error if told else "",
        is_hidden=bool(row.error) and not told,
        may_retry=jobs.can_retry(row),
    )
    answer = make_response(page)
    if row.is_over and asked_part():
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.post("/<int:job_id>/cancel")
@requires(SIGNED_IN)
def cancel(job_id: int) -> ResponseReturnValue:
    """Stop a job."""
    jobs.cancel(session(), _job(job_id))
    session().commit()
    flash(_("The job stops at its next step."), "success")
    return redirect(url_for("core.job.detail", job_id=job_id), 303)


@blueprint.post("/<int:job_id>/retry")
@requires(SIGNED_IN)
def retry(job_id: int) -> ResponseReturnValue:
    """Let a job that failed or was cancelled run again."""
    jobs.retry(session(), _job(job_id))
    session().commit()
    flash(_("The job is tried again."), "success")
    return redirect(url_for("core.job.detail", job_id=job_id), 303)


def _job(job_id: int) -> JobRow:
    """Load a job that is the reader's own, or any for those who may see all."""
    row = session().scalar(queries.job(job_id)) or abort(404)
    if row.created_by_id != current_user.id and not allowed("core.job.index"):
        abort(403)
    return row
