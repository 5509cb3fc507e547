"""Order reports by the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.company import today
from core.jobs import JobContext, job
from core.setting import services as settings
from plugins.orders.points.rules import confirmed_until
from plugins.orders.points.services import WINDOW
from plugins.orders.report import services


@job("orders.report.close", title=_l("Close reported orders"))
def close(context: JobContext) -> dict[str, int]:
    """Close the reported orders whose points are confirmed."""
    window = int(str(settings.read(context.session, WINDOW)[WINDOW]))
    until = confirmed_until(today(), window)
    return {"closed": services.close(context.session, signed_until=until)}
