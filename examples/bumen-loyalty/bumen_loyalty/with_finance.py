"""What loyalty does when finance is there too: a paid statement earns points."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bumen_loyalty.account import services
from core.hooks import hookimpl
from core.user.models import User
from plugins.finance.contract import PaidSettlement


@hookimpl
def finance_settlement_paid(session: Session, settlement: PaidSettlement, by: User) -> None:
    """Give the supplier points, in the transaction that pays the statement."""
    services.earn(
        session,
        settlement.supplier_id,
        amount=settlement.amount,
        source=f"finance.settlement.{settlement.number}",
        on=settlement.paid_on,
        by=by,
    )
