"""Questions asked of steps and signatures; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.delegation import queries as delegations
from core.role.models import Role, RolePermission
from core.role.rules import ADMINISTRATOR
from core.signature.models import Decision, Preparer, Signer, Step, StepState
from core.user.models import User, UserRole


def may_sign(user: Any) -> ColumnElement[bool]:
    """Whether a step is for a user, who is named, or has its role or its permission."""
    named = exists().where(Signer.step_id == Step.id, Signer.user_id == user)
    roles = exists().where(UserRole.user_id == user, UserRole.role_id == Step.role_id)
    granted = (
        select(UserRole.id)
        .join(Role, Role.id == UserRole.role_id)
        .outerjoin(
            RolePermission,
            and_(RolePermission.role_id == Role.id, RolePermission.permission == Step.permission),
        )
        .where(
            UserRole.user_id == user,
            Step.permission != "",
            or_(Role.name == ADMINISTRATOR, RolePermission.id.is_not(None)),
        )
        .correlate(Step, User)
        .exists()
    )
    return or_(named, roles, granted)


def signatories(step_id: int, among: Collection[int]) -> Select[int]:
    """Those among some users for whom a step is."""
    return (
        select(User.id)
        .join(Step, Step.id == step_id)
        .where(User.id.in_(among), User.active, may_sign(User.id))
    )


def signatories_of_open(approval_id: int) -> Select[User]:
    """Everybody who may sign the open step of an approval now and has not yet."""
    return (
        select(User)
        .join(Step, Step.approval_id == approval_id)
        .where(
            Step.state == StepState.OPEN,
            User.active,
            may_sign(User.id),
            _unsigned(User.id),
            _unprepared(User.id, approval_id),
        )
        .order_by(User.name, User.id)
    )


def waiting_for(user_id: int, on: date) -> Select[int]:
    """The approvals that wait for a user, or for somebody that the user stands in for."""
    represented = delegations.represented(user_id, on).scalar_subquery()
    return (
        select(Step.approval_id)
        .join(User, or_(User.id == user_id, User.id.in_(represented)))
        .where(
            Step.state == StepState.OPEN,
            User.active,
            may_sign(User.id),
            _unsigned(User.id),
            _unsigned(user_id),
            _unprepared(User.id, Step.approval_id),
            _unprepared(user_id, Step.approval_id),
        )
    )


def decided_by(user_id: int) -> Select[int]:
    """The approvals in which a user decided."""
    return select(Decision.approval_id).where(Decision.user_id == user_id)


def concerning(approvals: Collection[int], user_id: int) -> Select[int]:
    """Those among some approvals in which a user prepared the record, is named or decided."""
    its = Step.approval_id
    named = exists().where(Signer.step_id == Step.id, Signer.user_id == user_id)
    prepared = exists().where(Preparer.approval_id == its, Preparer.user_id == user_id)
    decided = exists().where(Decision.approval_id == its, Decision.user_id == user_id)
    return select(its).where(its.in_(approvals), or_(named, prepared, decided)).distinct()


def late(now: datetime) -> Select[Step]:
    """The open steps about which people have to be reminded, or somebody else asked."""
    reminding = and_(Step.due_at <= now, Step.reminded_at.is_(None))
    escalating = and_(Step.escalate_at <= now, Step.escalated_at.is_(None))
    return (
        select(Step)
        .where(Step.state == StepState.OPEN, or_(reminding, escalating))
        .options(selectinload(Step.signers), joinedload(Step.approval))
        .order_by(Step.id)
    )


def _unsigned(user: Any) -> ColumnElement[bool]:
    of = or_(Decision.user_id == user, Decision.principal_id == user)
    return ~exists().where(Decision.step_id == Step.id, of)


def _unprepared(user: Any, approval: Any) -> ColumnElement[bool]:
    return ~exists().where(Preparer.approval_id == approval, Preparer.user_id == user)
