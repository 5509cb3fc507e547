"""What happens to the archive by the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.clock import now
from core.jobs import JobContext, job
from plugins.service.customer import services


@job("service.customer.note", title=_l("Take new buyers into the archive"))
def note(context: JobContext) -> dict[str, int]:
    """Note the customers that orders and other departments brought since."""
    return {"customers": services.note_buyers(context.session, source="orders", now=now())}
