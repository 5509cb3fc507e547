"""Keeping the inboxes small."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.clock import now
from core.jobs import JobContext, job
from core.notification import services


@job("core.notification.forget", title=_l("Forget old notifications"))
def forget(context: JobContext) -> dict[str, int]:
    """Delete what is half a year old."""
    forgotten = services.forget(context.session, now=now())
    context.session.commit()
    return {"forgotten": forgotten}
