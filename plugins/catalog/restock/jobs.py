"""The nightly restock run."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.company import today
from core.jobs import JobContext, job
from core.user.services import system_user
from plugins.catalog.restock import services


@job("catalog.restock.run", title=_l("Suggest what to restock"))
def run(context: JobContext) -> dict[str, int]:
    """Suggest what to restock, by the figures of today."""
    session = context.session
    outcome = services.run(session, by=system_user(session), on=today())
    session.commit()
    return {"added": outcome.added, "changed": outcome.changed, "withdrawn": outcome.withdrawn}
