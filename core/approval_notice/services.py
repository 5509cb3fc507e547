"""What people are told of approvals, in the inbox and in messages.  Services never commit."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import approvals
from core.approval.models import Approval, State
from core.approval_notice import queries
from core.company import today
from core.notifications import Facts, Notice
from core.permissions import holds
from core.rows import EVERY_ROW, seen
from core.signature.models import StepState
from core.templating import instant, money
from core.tombstones import of_name
from core.user.models import User

ALL = "core.approval.index"


def facts(session: Session, keys: Collection[int], reader: User | None) -> dict[int, Facts]:
    """Return what a signer has to know before the page is opened, in the language of now."""
    asked = queries.told(_open_to(session, keys, reader)).execution_options(**EVERY_ROW)
    found = session.scalars(asked.execution_options(populate_existing=True))
    return {one.id: _facts(one) for one in found}


def _open_to(session: Session, keys: Collection[int], reader: User | None) -> Collection[int]:
    if reader is None:
        return keys
    visible = seen(session, reader, Approval, keys)
    if holds(reader, ALL):
        return visible
    kinds = [one.name for one in approvals.registered().values() if holds(reader, one.reading)]
    asked = queries.concerning(visible, reader.id, kinds, today())
    return session.scalars(asked.execution_options(**EVERY_ROW)).all()


def _facts(one: Approval) -> Facts:
    kind = approvals.registered().get(one.kind)
    due = next((step.due_at for step in one.steps if step.state is StepState.OPEN), None)
    decisions = [decision for step in one.steps for decision in step.decisions]
    reasons = [f"{decision.user}: {decision.reason}" for decision in decisions if decision.reason]
    return [
        (_l("What is asked"), str(kind.title) if kind else of_name(one.kind)),
        (_l("Amount"), money(one.amount, one.currency or None)),
        (_l("Asked by"), str(one.requested_by)),
        (_l("Remark"), one.note),
        (_l("Sign by"), instant(due)),
        (_l("Reason"), "; ".join(reasons)),
    ]


def _notice(name: str, text: Any) -> Notice:
    page = ("core.approval.detail", "approval_id")
    return Notice(f"core.approval.{name}", text, *page, facts=facts)


ASKED = _notice("asked", _l("%(actor)s asks you to sign %(label)s"))
LATE = _notice("reminded", _l("%(label)s still waits for your signature"))
ENDED = {
    State.APPROVED: _notice("approved", _l("%(actor)s approved %(label)s")),
    State.RETURNED: _notice("returned", _l("%(actor)s returned %(label)s")),
    State.REJECTED: _notice("rejected", _l("%(actor)s rejected %(label)s")),
}
NOTICES = (ASKED, LATE, *ENDED.values())
