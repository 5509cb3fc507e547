"""What happens to defect rates by the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.clock import local_date, now
from core.company import company
from core.jobs import JobContext, job
from plugins.service.defect_rate import services


@job("service.defect_rate.watch", title=_l("Compare defect rates with their limits"))
def watch(context: JobContext) -> dict[str, int]:
    """Note which products and suppliers have more defects than chance explains."""
    at = now()
    on = local_date(at, company().zone)
    return {"alarms": services.watch(context.session, on=on, now=at)}
