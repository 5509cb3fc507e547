"""Looking after approvals that wait for too long."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.approval import services
from core.clock import now
from core.jobs import JobContext, job
from core.user.services import system_user


@job("core.approval.escalate", title=_l("Remind of approvals that wait"))
def escalate(context: JobContext) -> dict[str, int]:
    """Ask somebody else too where a step has waited for too long."""
    session = context.session
    late = services.escalate(session, by=system_user(session), now=now())
    session.commit()
    return {"late": late}
