"""Work on sessions that is done by the clock."""

from __future__ import annotations

from core.clock import now
from core.jobs import JobContext, job
from core.user_session import services


@job("core.user_session.forget", title="Forget sessions that have expired")
def forget(context: JobContext) -> dict[str, int]:
    """Delete the sessions that nobody used for as long as they last."""
    return {"deleted": services.forget(context.session, now=now())}
