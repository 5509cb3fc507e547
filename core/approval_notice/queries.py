"""Questions asked for what is told of approvals; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.approval.models import Approval
from core.signature import queries as signatures
from core.signature.models import Decision, Step


def told(keys: Collection[int]) -> Select[Approval]:
    """Some approvals with all that is told of them."""
    decisions = selectinload(Approval.steps).selectinload(Step.decisions)
    loads = (joinedload(Approval.requested_by), decisions.joinedload(Decision.user))
    return select(Approval).where(Approval.id.in_(keys)).options(*loads)


def concerning(
    keys: Collection[int], user_id: int, kinds: Collection[str], on: date
) -> Select[int]:
    """Those among some approvals whose page a user may open: of some kinds, or for their part."""
    parts = (
        Approval.kind.in_(kinds),
        Approval.id.in_(signatures.concerning(keys, user_id)),
        Approval.id.in_(signatures.waiting_for(user_id, on)),
    )
    return select(Approval.id).where(Approval.id.in_(keys), or_(*parts))
