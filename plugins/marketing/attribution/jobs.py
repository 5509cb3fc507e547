"""Work on attributions that is done by the clock."""

from __future__ import annotations

from core.company import today
from core.jobs import JobContext, job
from plugins.marketing.attribution import services


@job("marketing.attribution.refresh", title="Credit orders to channels")
def refresh(context: JobContext) -> dict[str, int]:
    """Credit the orders of the last weeks anew, less what was refunded meanwhile."""
    return {"orders": services.refresh(context.session, today=today())}
