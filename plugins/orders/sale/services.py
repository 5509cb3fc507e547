"""What can be done with sales that no file tells of.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import numbering
from core.company import company
from core.errors import BusinessError
from core.party import queries as parties
from core.reports import Count
from core.user.models import User
from plugins.orders.channel.models import Store
from plugins.orders.discount.rules import DiscountDraft
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger import services as ledger
from plugins.orders.ledger.models import Order
from plugins.orders.ledger.rules import LineDraft, OrderDraft, PaymentDraft
from plugins.orders.product import queries as products

SERIES = "O"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Item:
    """What somebody typed in one row; product and supplier are codes, the price is for all."""

    product: str
    quantity: Decimal
    price: Decimal
    freight: Decimal = NOTHING
    supplier: str = ""
    row: int = 0


@dataclass(frozen=True)
class Money:
    """What the buyer gave."""

    tender: str
    amount: Decimal


def create_order(
    session: Session,
    store: Store,
    items: Sequence[Item],
    *,
    buyer: str,
    buyer_name: str,
    discounts: Sequence[DiscountDraft] = (),
    payments: Sequence[Money] = (),
    number: str = "",
    placed_at: datetime,
    by: User,
    on: date,
    now: datetime,
) -> Order:
    """Record a sale that was typed in; its discounts are split over the lines now and for ever.

    :param number: the number of the document that it comes from; else the next of its own series.
    :raises BusinessError: if a code is unknown, nothing is sold, or the discounts are too high.
    """
    if not items:
        raise BusinessError(_("Write at least one product with its quantity and price."))
    known = product_keys(session, items)
    suppliers = _parties(session, [item.supplier for item in items if item.supplier])
    buyers = _parties(session, [buyer] if buyer else [])
    draft = OrderDraft(
        store=store.code,
        number=number or numbering.next_number(session, SERIES, on=on),
        buyer=buyer or None,
        buyer_name=buyer_name.strip(),
        state="paid" if payments else "placed",
        placed_at=placed_at,
        paid_at=placed_at if payments else None,
        shipped_at=None,
        delivered_at=None,
        lines=tuple(_lines(items)),
        payments=tuple(
            PaymentDraft(sequence, one.tender, one.amount)
            for sequence, one in enumerate(payments, start=1)
        ),
    )
    draft = _sound(draft, discounts)
    where = company()
    told = ledger.Ledger(store.id, where.zone, where.currency, buyers, suppliers, known)
    ledger.record_orders(session, [draft], told, Count(""), now=now)
    return session.scalars(orders.numbered(store.id, [draft.number])).one()


def _lines(items: Sequence[Item]) -> Iterator[LineDraft]:
    for position, one in enumerate(items, start=1):
        supplier = one.supplier or None
        yield LineDraft(position, one.product, supplier, one.quantity, one.price, one.freight)


def product_keys(session: Session, items: Sequence[Item]) -> dict[str, int]:
    """Return the keys of the products by code.

    :raises BusinessError: naming the row of a code that nobody has.
    """
    codes = {item.product for item in items}
    known = {one.code: one.id for one in session.scalars(products.with_codes(codes))}
    for at, item in enumerate(items, start=1):
        if item.product not in known:
            raise BusinessError(
                _(
                    "Row %(row)s: there is no product with the code %(code)s.",
                    row=item.row or at,
                    code=item.product,
                ),
                field="items",
            )
    return known


def _parties(session: Session, codes: Sequence[str]) -> Mapping[str, int]:
    known = {one.code: one.id for one in session.scalars(parties.with_codes(set(codes)))}
    for code in codes:
        if code not in known:
            raise BusinessError(_("There is no party with the code %(code)s.", code=code))
    return known


def _sound(draft: OrderDraft, discounts: Sequence[DiscountDraft]) -> OrderDraft:
    if any(True for _fault in draft.faults()):
        raise BusinessError(
            _("Quantities must be above zero; prices, freight and payments not below.")
        )
    if not all(one.is_sound for one in discounts):
        raise BusinessError(
            _("A discount is above zero, and the platform bears between 0 and 100 % of it.")
        )
    try:
        return draft.discounted(discounts)
    except ValueError as error:
        raise BusinessError(
            _("The discounts are above the price of %(price)s.", price=draft.goods)
        ) from error
