"""Questions that the first page asks of finance; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select

from plugins.finance.settlement import queries as settlements
from plugins.finance.settlement.models import State, Statement

FEW = 5


def longest_frozen() -> Select[Statement]:
    """The statements that have waited longest for an approval."""
    return (
        settlements.all_statements()
        .where(Statement.state == State.FROZEN)
        .order_by(Statement.period_from, Statement.id)
        .limit(FEW)
    )
