"""What happens to accounts by the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from bumen_loyalty.account import services
from core.company import today
from core.jobs import JobContext, job


@job("loyalty.account.expire", title=_l("Expire points"))
def expire(context: JobContext) -> dict[str, int]:
    """Take back the points whose last day is over."""
    return {"points": services.expire(context.session, on=today())}
