"""What happens to promises by the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.clock import now
from core.jobs import JobContext, job
from core.user import services as users
from plugins.service.breach import services
from plugins.service.casework import services as casework


@job("service.breach.watch", title=_l("Tell of promises that were not kept"))
def watch(context: JobContext) -> dict[str, int]:
    """Tell of every promised time that is over, once."""
    by = users.system_user(context.session)
    return {"breaches": services.watch(context.session, by=by, now=now())}


@job("service.breach.recount", title=_l("Count the promised times anew"))
def recount(context: JobContext) -> dict[str, int]:
    """Let changes of calendar and service levels reach the open cases."""
    return {"cases": casework.recount_running(context.session, now=now())}
