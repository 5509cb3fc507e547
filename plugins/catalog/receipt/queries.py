"""Questions asked of receipts; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from core.party.models import Party
from plugins.catalog.receipt.models import Receipt, ReceiptLine, SentBack


def all_receipts() -> Select[Receipt]:
    """Every receipt with its supplier."""
    return select(Receipt).join(Party, Party.id == Receipt.supplier_id)


def receipt(receipt_id: int) -> Select[Receipt]:
    """One receipt with all that its page shows."""
    return (
        select(Receipt)
        .where(Receipt.id == receipt_id)
        .options(
            joinedload(Receipt.supplier),
            joinedload(Receipt.warehouse),
            joinedload(Receipt.order),
            selectinload(Receipt.lines).joinedload(ReceiptLine.product),
        )
    )


def line(line_id: int) -> Select[ReceiptLine]:
    """One line with its receipt, product and warehouse."""
    return (
        select(ReceiptLine)
        .where(ReceiptLine.id == line_id)
        .options(
            joinedload(ReceiptLine.product),
            joinedload(ReceiptLine.receipt).joinedload(Receipt.warehouse),
        )
    )


def of_order(order_id: int) -> Select[Receipt]:
    """The receipts of an order."""
    return select(Receipt).where(Receipt.order_id == order_id).order_by(Receipt.id)


def of_product(product_id: int) -> Select[*tuple[Any, ...]]:
    """What came of a product, the latest first."""
    return (
        select(ReceiptLine, Receipt, Party.name)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(Party, Party.id == Receipt.supplier_id)
        .where(ReceiptLine.product_id == product_id)
        .order_by(Receipt.received_on.desc(), ReceiptLine.id.desc())
    )


def numbered(numbers: Collection[str]) -> Select[str]:
    """The numbers of those receipts that are known already."""
    return select(Receipt.number).where(Receipt.number.in_(numbers))


def sent_back(receipt_id: int) -> Select[SentBack]:
    """What went back of a receipt."""
    return (
        select(SentBack)
        .join(ReceiptLine, ReceiptLine.id == SentBack.line_id)
        .where(ReceiptLine.receipt_id == receipt_id)
        .options(joinedload(SentBack.line).joinedload(ReceiptLine.product))
        .order_by(SentBack.id)
    )


def lead_times(product_id: int) -> Select[*tuple[Any, ...]]:
    """The days between order and receipt of a product by supplier, of receipts that tell both."""
    return (
        select(Receipt.supplier_id, Receipt.ordered_on, Receipt.received_on)
        .join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
        .where(ReceiptLine.product_id == product_id, Receipt.ordered_on.is_not(None))
    )


def miscounted() -> Select[str]:
    """The receipts whose total is not that of their lines."""
    sums = (
        select(ReceiptLine.receipt_id, func.sum(ReceiptLine.amount).label("amount"))
        .group_by(ReceiptLine.receipt_id)
        .subquery()
    )
    return (
        select(Receipt.number)
        .outerjoin(sums, sums.c.receipt_id == Receipt.id)
        .where(func.coalesce(sums.c.amount, 0) != Receipt.total)
    )
