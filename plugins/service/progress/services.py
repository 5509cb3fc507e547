"""Takes cases further.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.user.models import User
from plugins.service.casework import services as casework
from plugins.service.casework.models import Case
from plugins.service.casework.rules import EventKind, State
from plugins.service.inspection import services as inspection


def step(
    session: Session, case: Case, verb: str, *, by: User, now: datetime, note: str = ""
) -> Case:
    """Take a case a step further.

    :raises BusinessError: if it has no such step, is rejected without a reason, resolved before
        goods that came back were inspected, or closed before the customer got what the inspection
        promised.
    """
    case = casework.locked(session, case)
    if verb == "reject" and not note.strip():
        raise BusinessError(_("Say why the case is rejected."), field="note")
    if verb == "resolve" and case.state is State.INSPECTING:
        inspection.check_inspected(case, note)
    if verb == "close" and case.can(verb):
        inspection.settle(session, case, note)
    case.move(verb)
    case.is_waiting = verb == "await_goods"
    if case.is_over:
        case.resolved_at = now
    elif verb == "reopen":
        case.resolved_at = None
    casework.happened(case, EventKind.STEP, verb=verb, body=note.strip(), by=by, now=now)
    return casework.recounted(session, case, now)
