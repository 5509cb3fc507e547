"""Points by the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.clock import now
from core.company import today
from core.jobs import JobContext, job
from plugins.orders.points import services


@job("orders.points.settle", title=_l("Confirm and expire points"))
def settle(context: JobContext) -> dict[str, int]:
    """Confirm the points of orders that nobody can return any more; end those that are over."""
    done = services.settle(context.session, on=today(), now=now())
    return {"confirmed": done.confirmed, "expired": done.expired}
