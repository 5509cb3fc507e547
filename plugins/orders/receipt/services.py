"""What a mall pushes of orders that are there: payments, refunds, shipments, each once.

One bad item is refused alone; services flush, they never commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.clock import local_date
from core.company import company
from core.errors import BusinessError
from core.user.models import User
from plugins.orders.fulfilment import services as fulfilment
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger import services as ledger
from plugins.orders.ledger.models import Order, Payment, Tender
from plugins.orders.push import rules
from plugins.orders.push.rules import (
    ADDED,
    CHANGED,
    REFUSED,
    UNCHANGED,
    Outcome,
    PaymentPush,
    RefundPush,
    ShipmentPush,
)
from plugins.orders.receipt import queries
from plugins.orders.receipt.models import Kind, Receipt
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Liability
from plugins.orders.refund.rules import NOTHING, Claim
from plugins.orders.shipment import queries as shipments
from plugins.orders.shipment import services as shipping


def push_payments(
    session: Session,
    store: str,
    items: Mapping[int, PaymentPush],
    *,
    by: User,
    now: datetime,
) -> dict[int, Outcome]:
    """Add payments to orders; a number that is known with the same content does nothing."""

    def pay(order: Order, item: PaymentPush, receipt: Receipt | None) -> tuple[str, int]:
        before = ledger.told(order)
        payment = _payment(order, item, receipt)
        ledger.keep_version(session, order, before, by=by, now=now)
        order.paid = sum((one.amount for one in order.payments), NOTHING)
        order.differs = bool(order.line_count) and order.paid != order.total
        session.flush()
        if order.can("pay") and order.paid >= order.total:
            fulfilment.pay(session, order, at=item.paid_at, by=by, now=now)
        elif order.paid_at is None:
            order.paid_at = item.paid_at
            order.paid_on = local_date(item.paid_at, company().zone)
        return (CHANGED if receipt else ADDED), payment.id

    return _each(session, store, Kind.PAYMENT, items, pay, now=now)


def _payment(order: Order, item: PaymentPush, receipt: Receipt | None) -> Payment:
    if receipt is not None:
        payment = next((one for one in order.payments if one.id == receipt.record_id), None)
        if payment is None or payment.refunded > item.amount:
            raise BusinessError(
                _("Refunds took back more than that, or the payment is gone."), field="amount"
            )
        payment.tender, payment.amount = Tender(item.tender), item.amount
        return payment
    if order.line_count and order.paid >= order.total:
        raise BusinessError(
            _("The order costs %(total)s and is paid already.", total=order.total), field="amount"
        )
    last = max((one.sequence for one in order.payments), default=0)
    payment = Payment(
        order_id=order.id, sequence=last + 1, tender=Tender(item.tender), amount=item.amount
    )
    order.payments.append(payment)
    return payment


def push_refunds(
    session: Session,
    store: str,
    items: Mapping[int, RefundPush],
    *,
    by: User,
    on: date,
    now: datetime,
) -> dict[int, Outcome]:
    """Ask for refunds; colleagues decide on each like on any other."""

    def ask(order: Order, item: RefundPush, receipt: Receipt | None) -> tuple[str, int]:
        if receipt is not None:
            raise BusinessError(
                _("Refund %(id)s was pushed with another content before.", id=item.id), field="id"
            )
        keys = {line.position: line.id for line in order.lines if not line.is_withdrawn}
        wanted = {}
        for place, one in enumerate(item.lines):
            if one.position not in keys:
                raise BusinessError(
                    _("The order has no line %(position)s.", position=one.position),
                    field=f"lines/{place}/position",
                )
            wanted[keys[one.position]] = Claim(one.quantity, one.price, one.freight)
        liability = Liability(item.liability)
        refund = refunds.request_refund(
            session,
            order,
            wanted,
            liability=liability,
            reason=item.reason,
            returns_commission=liability is not Liability.SUPPLIER,
            by=by,
            on=on,
            now=now,
        )
        return ADDED, refund.id

    return _each(session, store, Kind.REFUND, items, ask, now=now)


def push_shipments(
    session: Session, store: str, items: Mapping[int, ShipmentPush], *, by: User, now: datetime
) -> dict[int, Outcome]:
    """Record parcels and what carriers reported of them; what is known already is passed over."""
    found = _orders(session, store, items.values())

    def ship(item: ShipmentPush) -> str:
        return _ship(session, _known(found, item.order), item, by=by, now=now)

    return _one_by_one(session, store, items, ship, found)


def _ship(session: Session, order: Order, item: ShipmentPush, *, by: User, now: datetime) -> str:
    carrier, number = item.carrier.strip(), item.tracking_number.strip()
    shipment = session.scalar(shipments.tracked(carrier, number))
    if shipment is not None and shipment.order_id != order.id:
        raise BusinessError(
            _("%(carrier)s %(number)s belongs to another order.", carrier=carrier, number=number),
            field="tracking_number",
        )
    is_new = shipment is None
    if shipment is None:
        shipment = shipping.create_shipment(
            session,
            order,
            carrier=carrier,
            tracking_number=number,
            by=by,
            at=item.shipped_at,
            now=now,
        )
    added = [
        shipping.add_event(
            session, shipment, at=one.at, code=one.code, text=one.text, by=by, now=now
        )
        for one in item.events
    ]
    if is_new:
        return ADDED
    return CHANGED if any(added) else UNCHANGED


def _each(
    session: Session,
    store: str,
    kind: Kind,
    items: Mapping[int, Any],
    act: Callable[[Order, Any, Receipt | None], tuple[str, int]],
    *,
    now: datetime,
) -> dict[int, Outcome]:
    """Act on each item whose number is new or whose content is another, and keep its receipt."""
    found = _orders(session, store, items.values())
    store_id = session.scalar(queries.store(store)) or 0
    asked = queries.receipts(store_id, kind, [item.id for item in items.values()])
    receipts = {one.platform_id: one for one in session.scalars(asked)}

    def once(item: Any) -> str:
        digest, receipt = rules.digest_of(item), receipts.get(item.id)
        if receipt is not None and receipt.content_hash == digest:
            return UNCHANGED
        order = _known(found, item.order)
        result, record_id = act(order, item, receipt)
        if receipt is None:
            receipt = Receipt(store_id=store_id, kind=kind, platform_id=item.id)
            session.add(receipt)
        receipt.order_id, receipt.record_id = order.id, record_id
        receipt.content_hash, receipt.pushed_at = digest, now
        session.flush()
        receipts[item.id] = receipt
        return result

    return _one_by_one(session, store, items, once, found)


def _one_by_one(
    session: Session,
    store: str,
    items: Mapping[int, Any],
    act: Callable[[Any], str],
    found: dict[str, Order],
) -> dict[int, Outcome]:
    """Act in a SAVEPOINT for each: what is refused leaves nothing behind, and the others stay."""
    outcomes = {}
    for index, item in items.items():
        try:
            with session.begin_nested():
                outcomes[index] = Outcome(act(item))
        except BusinessError as error:
            outcomes[index] = Outcome(REFUSED, {error.field or "": str(error)})
            # What was changed in vain is not loaded any more.
            found |= _orders(session, store, [item])
    return outcomes


def _orders(session: Session, store: str, items: Iterable[Any]) -> dict[str, Order]:
    """Load and lock the orders that items name."""
    store_id = session.scalar(queries.store(store)) or 0
    numbers = sorted({item.order for item in items})
    return {one.number: one for one in session.scalars(orders.numbered(store_id, numbers))}


def _known(found: Mapping[str, Order], number: str) -> Order:
    if number not in found:
        raise BusinessError(
            _("There is no order %(number)s in this store; push it first.", number=number),
            field="order",
        )
    return found[number]
