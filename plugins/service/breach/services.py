"""What can be done with breaches.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.notification import services as notifications
from core.notifications import Notice
from core.role import queries as roles
from core.user.models import User
from plugins.service.breach import queries
from plugins.service.breach.models import Breach
from plugins.service.casework.services import facts
from plugins.service.sla.rules import Clock

LATE = Notice(
    "service.breach.noticed",
    _l("A promised time is over: %(label)s"),
    "service.case.detail",
    "case_id",
    facts=facts,
)
SUPERVISES = "service.case.assign"


def watch(session: Session, *, by: User, now: datetime) -> int:
    """Write down the promises that were not kept, and tell of each once.

    Who cares for the case is told, and those who assign cases.
    """
    rows = []
    for clock in Clock:
        for found in session.execute(queries.not_told(clock, now)):
            case_id, number, subject, assigned_to, due_at, turn = found
            rows.append(
                (
                    {
                        "case_id": case_id,
                        "clock": clock,
                        "turn": turn,
                        "due_at": due_at,
                        "told_at": now,
                    },
                    f"{number} {subject}",
                    assigned_to,
                )
            )
    if not rows:
        return 0
    session.execute(sa.insert(Breach), [values for values, _label, _user in rows])
    supervisors = set(session.scalars(roles.holding(SUPERVISES)))
    for values, label, assigned_to in rows:
        users = supervisors | ({assigned_to} if assigned_to else set())
        notifications.notify(
            session, LATE, users, record_id=values["case_id"], label=label, by=by, now=now
        )
    return len(rows)
