"""Questions asked of receipts of equipment; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from core.party.models import Party
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.receipt.models import Receipt, State, Unit
from plugins.it_assets.request.models import Request


def all_receipts() -> Select[Receipt]:
    """Every receipt with its purchase, request and vendor."""
    return (
        select(Receipt)
        .join(Purchase, Purchase.id == Receipt.purchase_id)
        .join(Request, Request.id == Purchase.request_id)
        .join(Party, Party.id == Purchase.vendor_id)
    )


def receipt(receipt_id: int) -> Select[Receipt]:
    """One receipt with all that its page shows."""
    purchase = joinedload(Receipt.purchase)
    return (
        select(Receipt)
        .where(Receipt.id == receipt_id)
        .options(
            purchase.joinedload(Purchase.vendor),
            purchase.joinedload(Purchase.request).joinedload(Request.requested_by),
            joinedload(Receipt.received_by),
            joinedload(Receipt.decided_by),
            selectinload(Receipt.units).joinedload(Unit.asset),
        )
    )


def told(receipt_ids: Collection[int]) -> Select[Receipt]:
    """Some receipts with their vendors."""
    vendor = joinedload(Receipt.purchase).joinedload(Purchase.vendor)
    return select(Receipt).where(Receipt.id.in_(receipt_ids)).options(vendor)


def of_purchase(purchase_id: int) -> Select[Receipt]:
    """What came of a purchase."""
    return select(Receipt).where(Receipt.purchase_id == purchase_id).order_by(Receipt.id)


def not_accepted(asset_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """The assets that came and that nobody has accepted yet, with the numbers of the receipts."""
    return (
        select(Unit.asset_id, Receipt.number)
        .join(Receipt, Receipt.id == Unit.receipt_id)
        .where(Unit.asset_id.in_(asset_ids), Receipt.state == State.WAITING)
        .order_by(Unit.asset_id)
    )


def waiting_count(user_id: int) -> Select[int]:
    """How many receipts wait for the acceptance of a user."""
    return (
        select(func.count(Receipt.id))
        .join(Purchase, Purchase.id == Receipt.purchase_id)
        .join(Request, Request.id == Purchase.request_id)
        .where(Receipt.state == State.WAITING, Request.requested_by_id == user_id)
    )


def miscounted() -> Select[str]:
    """The purchases that count other pieces than their receipts brought."""
    counted = (
        select(func.coalesce(func.sum(Receipt.quantity), 0))
        .where(Receipt.purchase_id == Purchase.id, Receipt.state != State.REFUSED)
        .correlate(Purchase)
        .scalar_subquery()
    )
    units = (
        select(func.count(Unit.id))
        .join(Receipt, Receipt.id == Unit.receipt_id)
        .where(Receipt.purchase_id == Purchase.id, Receipt.state != State.REFUSED)
        .correlate(Purchase)
        .scalar_subquery()
    )
    return select(Purchase.number).where((Purchase.received != counted) | (counted != units))
