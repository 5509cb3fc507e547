"""Jobs in the JSON API: how far is what somebody wanted?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from core import api
from core.db import session
from core.job import queries
from core.job.listing import JobListing, is_told
from core.job.models import State
from core.permissions import requires

blueprint = api.blueprint("job", __name__)
api.lists(blueprint, JobListing, "core.job.index")


class JobDetail(api.Output):
    """A job; ``progress_total`` is 0 as long as nobody knows it.

    What an import of somebody else says (``progress_message``, ``error``) is empty.
    """

    id: int
    name: str
    state: State
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress_done: int
    progress_total: int
    progress_message: str
    result: dict[str, Any] | None
    error: str


@blueprint.get("/<int:job_id>")
@requires("core.job.index")
@blueprint.output(JobDetail)
def detail(job_id: int) -> ResponseReturnValue:
    """One job with its progress and its result."""
    row: Any = session().scalar(queries.job(job_id)) or abort(404)
    told = {name: getattr(row, name) for name in JobDetail.model_fields}
    return told if is_told(row) else told | {"progress_message": "", "error": ""}
