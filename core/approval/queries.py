"""Questions asked of approvals; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from core.approval.models import Approval, State
from core.signature.models import Decision, Signer, Step


def all_approvals() -> Select[Approval]:
    """Every approval."""
    return select(Approval)


def approval(approval_id: int) -> Select[Approval]:
    """One approval with all that its page shows."""
    return _whole(select(Approval).where(Approval.id == approval_id))


def latest_of(kind: str, record_id: int) -> Select[Approval]:
    """The last approval of a record, with all that is shown of it."""
    of = select(Approval).where(Approval.kind == kind, Approval.record_id == record_id)
    return _whole(of.order_by(Approval.id.desc()).limit(1))


def open_of(kind: str, record_id: int) -> Select[int]:
    """The open approval of a record."""
    return select(Approval.id).where(
        Approval.kind == kind, Approval.record_id == record_id, Approval.state == State.OPEN
    )


def _whole(query: Select[Approval]) -> Select[Approval]:
    steps = selectinload(Approval.steps)
    return query.options(
        joinedload(Approval.requested_by),
        selectinload(Approval.preparers),
        steps.joinedload(Step.role),
        steps.selectinload(Step.signers).joinedload(Signer.user),
        steps.selectinload(Step.signers).joinedload(Signer.added_by),
        steps.selectinload(Step.decisions).joinedload(Decision.user),
        steps.selectinload(Step.decisions).joinedload(Decision.principal),
    )
