"""Questions asked of what inspections promised; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from core.rows import EVERY_ROW
from plugins.service.casework.models import Case, CaseLine
from plugins.service.casework.queries import FEW
from plugins.service.casework.rules import Outcome, State


def unrefunded() -> Select[str]:
    """The closed cases whose inspection promised a refund of what was bought here; nobody asked."""
    promised = (
        select(CaseLine.id)
        .where(
            CaseLine.case_id == Case.id,
            CaseLine.sold_line_id.is_not(None),
            CaseLine.outcome == Outcome.REFUND,
            CaseLine.accepted > 0,
        )
        .exists()
    )
    is_closed = Case.state == State.CLOSED
    unasked = Case.order_id.is_not(None) & Case.refund_id.is_(None)
    return select(Case.number).where(is_closed, unasked, promised).limit(FEW)


def kept_by_others(case_id: int, refund_ids: Collection[int]) -> Select[int | None]:
    """The refunds, of some, that other cases have, whether or not the reader sees these."""
    return (
        select(Case.refund_id)
        .where(Case.refund_id.in_(refund_ids), Case.id != case_id)
        .execution_options(**EVERY_ROW)
    )
