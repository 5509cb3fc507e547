"""Questions asked of offers and purchases; each returns a Select."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from core.party.models import Party
from plugins.it_assets.purchase.models import Purchase, Quote, State
from plugins.it_assets.request.models import Request


def all_purchases() -> Select[Purchase]:
    """Every purchase with its request and vendor."""
    return (
        select(Purchase)
        .join(Request, Request.id == Purchase.request_id)
        .join(Party, Party.id == Purchase.vendor_id)
    )


def purchase(purchase_id: int) -> Select[Purchase]:
    """One purchase with all that its page shows."""
    return _whole().where(Purchase.id == purchase_id)


def of_request(request_id: int) -> Select[Purchase]:
    """The purchases for a request, the latest first."""
    return _whole().where(Purchase.request_id == request_id).order_by(Purchase.id.desc())


def _whole() -> Select[Purchase]:
    return select(Purchase).options(
        joinedload(Purchase.vendor),
        joinedload(Purchase.ordered_by),
        joinedload(Purchase.request).options(
            joinedload(Request.model), joinedload(Request.requested_by)
        ),
    )


def quotes_of(request_id: int) -> Select[Quote]:
    """The offers for a request, the cheapest first."""
    return (
        select(Quote)
        .where(Quote.request_id == request_id)
        .options(joinedload(Quote.vendor))
        .order_by(Quote.price, Quote.id)
    )


def vendors() -> Select[Party]:
    """The active parties that sell equipment: vendors, and suppliers of goods too."""
    return (
        select(Party)
        .where(or_(Party.is_vendor, Party.is_supplier), Party.is_active)
        .order_by(Party.is_vendor.desc(), Party.name)
    )


def vendor(code: str) -> Select[Party]:
    """The vendor with a code."""
    return vendors().where(Party.code == code)


def overdue_count(on: date) -> Select[int]:
    """How many purchases should have come before a day."""
    return select(func.count(Purchase.id)).where(
        Purchase.state == State.ORDERED, Purchase.expected_on < on
    )
