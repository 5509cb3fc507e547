"""Work on tokens that is done by the clock."""

from __future__ import annotations

from core.api_token import services
from core.clock import now
from core.jobs import JobContext, job


@job("core.api_token.forget", title="Forget old answers of the API")
def forget(context: JobContext) -> dict[str, int]:
    """Delete answers to idempotency keys after two days."""
    return {"deleted": services.forget(context.session, now=now())}
