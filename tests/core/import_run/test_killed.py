"""An import is done exactly once although its worker is killed, whoever carries the jobs."""

from __future__ import annotations

import sqlalchemy as sa

from core.job.models import JobRow
from core.jobs import run_pending
from core.role.models import PermissionSeen


def test_an_import_whose_worker_is_killed_is_done_exactly_once(
    app, session, upload, ada, kill_in_the_middle
) -> None:
    address = upload().location
    run_pending(app)
    assert ada.post(f"{address}/run").status_code == 303
    job_id = session.scalar(sa.select(sa.func.max(JobRow.id)))
    session.rollback()
    kill_in_the_middle(job_id)
    found = sa.select(PermissionSeen.permission).where(PermissionSeen.permission.like("note %"))
    assert sorted(session.scalars(found)) == ["note alpha", "note beta"]
