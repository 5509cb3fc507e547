"""What can be done with approval flows.  Services flush; they never commit.

What is changed counts for approvals that are asked for from now on.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.approval_flow import queries
from core.approval_flow.models import Stage, StageUser
from core.errors import BusinessError
from core.organisation import services as organisation
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
    asks_manager: bool = False,
    department_id: int | None = None,
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
    named = len(people) + asks_manager + (department_id is not None)
    if not needed and not named:
        raise BusinessError(_("Name the people who all have to sign."), field="people")
    if named and role_id is None and needed > named:
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
    stage.asks_manager, stage.department_id = asks_manager, department_id
    stage.from_amount, stage.due_hours = from_amount, due_hours
    stage.escalate_hours, stage.escalate_to_id = escalate_hours, escalate_to_id
    known = {one.user_id: one for one in stage.people}
    stage.people = [known.get(one) or StageUser(user_id=one) for one in sorted(set(people))]
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


def stages_of(
    session: Session, kind: str, amount: Decimal | None, preparers: Set[int], *, by: User, on: date
) -> list[tuple[Stage, list[int]]]:
    """Return the stages that an amount passes when ``by`` asks, each with whom it names.

    Nobody has to wait for who prepared the record; those above them sign in their place.
    """
    stages = session.scalars(queries.stages_of(kind)).all()
    return [(one, _people(session, one, preparers, by, on)) for one in stages if one.counts(amount)]


def _people(session: Session, stage: Stage, preparers: Set[int], by: User, on: date) -> list[int]:
    people = {one.user_id for one in stage.people}
    if stage.asks_manager:
        people |= organisation.managers(session, by.id, on=on, without=preparers)
    if stage.department_id is not None:
        head = organisation.leader(session, stage.department_id, without=preparers)
        people |= set() if head is None else {head}
    return sorted(people - preparers)
