"""What can be done with approval flows.  Services flush; they never commit.

What is changed counts for approvals that are asked for from now on.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.approval_flow import queries
from core.approval_flow.models import Stage, StageUser
from core.errors import BusinessError
from core.user.models import User


def add(session: Session, kind: str, *, by: User) -> Stage:
    """Return a new last stage, which :func:`change` has to fill."""
    stage = Stage(kind=kind, position=(session.scalar(queries.last_position(kind)) or 0) + 1)
    session.add(stage)
    stage.people = []
    return stage


def change(
    session: Session,
    stage: Stage,
    *,
    title: str,
    role_id: int | None,
    people: Collection[int],
    needed: int,
    from_amount: Decimal | None,
    due_hours: int | None,
    escalate_hours: int | None,
    escalate_to_id: int | None,
    by: User,
) -> None:
    """Say who signs in a stage, from which amount on, and in which time.

    :raises BusinessError: if more signatures are needed than people are named, or an escalation
        is half of one.
    """
    if not needed and not people:
        raise BusinessError(_("Name the people who all have to sign."), field="people")
    if people and role_id is None and needed > len(people):
        raise BusinessError(
            _("Name at least as many people as signatures are needed."), field="needed"
        )
    if (escalate_hours is None) != (escalate_to_id is None):
        raise BusinessError(
            _("Say both after how many hours somebody else is asked, and who."),
            field="escalate_to_id" if escalate_to_id is None else "escalate_hours",
        )
    if from_amount is not None and from_amount < 0:
        raise BusinessError(_("Write an amount of nothing or more."), field="from_amount")
    stage.title, stage.role_id, stage.needed = title.strip(), role_id, needed
    stage.from_amount, stage.due_hours = from_amount, due_hours
    stage.escalate_hours, stage.escalate_to_id = escalate_hours, escalate_to_id
    named = {one.user_id: one for one in stage.people}
    stage.people = [named.get(one) or StageUser(user_id=one) for one in sorted(set(people))]
    session.flush()


def move_up(session: Session, stage: Stage, *, by: User) -> None:
    """Let a stage come before the one that it follows.

    :raises BusinessError: if it is the first.
    """
    stages = list(session.scalars(queries.stages_of(stage.kind)))
    place = stages.index(stage)
    if not place:
        raise BusinessError(_("This stage is the first already."))
    before = stages[place - 1]
    here, there = stage.position, before.position
    before.position = -here  # both places are taken until one of them is free
    session.flush()
    stage.position = there
    session.flush()
    before.position = here
    session.flush()


def remove(session: Session, stage: Stage, *, by: User) -> None:
    """Delete a stage; those after it keep their order."""
    session.delete(stage)
    session.flush()
