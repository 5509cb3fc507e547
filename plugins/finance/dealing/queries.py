"""Questions asked for the pages of others; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.search import found
from plugins.finance.payment.models import Item, ItemState
from plugins.finance.settlement.models import Statement


def of_supplier(supplier_id: int) -> Select[Statement]:
    """The statements of a supplier, the latest first."""
    return (
        select(Statement)
        .where(Statement.supplier_id == supplier_id)
        .order_by(Statement.created_at.desc(), Statement.id.desc())
    )


def with_words(words: str, limit: int) -> Select[Statement]:
    """Some statements that have these words, the latest period first."""
    return found(Statement, words, limit).order_by(
        Statement.period_from.desc(), Statement.id.desc()
    )


def paid_to(supplier_id: int) -> Select[Item]:
    """What the bank has paid to a supplier, the latest first, with statement and batch."""
    return (
        select(Item)
        .join(Item.statement)
        .where(Statement.supplier_id == supplier_id, Item.state == ItemState.PAID)
        .where(Item.answered_at.is_not(None))
        .options(joinedload(Item.batch), joinedload(Item.statement))
        .order_by(Item.answered_at.desc(), Item.id.desc())
    )
