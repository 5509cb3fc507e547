"""The daily look at plans of maintenance."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.clock import now
from core.company import today
from core.jobs import JobContext, job
from core.user.services import system_user
from plugins.it_assets.maintenance import services


@job("it_assets.maintenance.look_ahead", title=_l("Look which maintenance is due"))
def look_ahead(context: JobContext) -> dict[str, int]:
    """Put what will be due soon on the list."""
    session = context.session
    added = services.look_ahead(session, by=system_user(session), on=today(), now=now())
    session.commit()
    return {"added": added}
