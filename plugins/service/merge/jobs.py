"""What happens to duplicates by the clock."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.clock import now
from core.jobs import JobContext, job
from core.user import services as users
from plugins.service.duplicate import services as duplicates
from plugins.service.merge import services


@job("service.merge.compare", title=_l("Compare customers"))
def compare(context: JobContext) -> dict[str, int]:
    """Merge who is certainly one person, and propose who may be."""
    by = users.system_user(context.session)
    merged = services.merge_certain(context.session, by=by, now=now())
    return {"merged": merged, "found": duplicates.find(context.session, now=now())}
