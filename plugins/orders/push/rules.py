"""What a mall pushes, as plain values, and what became of each: no database, no clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from plugins.orders.ledger.rules import Fault, LineDraft, OrderDraft, PaymentDraft

ADDED, CHANGED, UNCHANGED, REFUSED = "added", "changed", "unchanged", "refused"
# Where in an order a fault lies: the list and the field of the item that bears the number.
PLACES = {
    Fault.POSITION: ("lines", "position"),
    Fault.SEQUENCE: ("payments", "sequence"),
    Fault.QUANTITY: ("lines", "quantity"),
    Fault.AMOUNT: ("lines", "price"),
    Fault.DISCOUNT: ("lines", "seller_discount"),
    Fault.PAYMENT: ("payments", "amount"),
}


@dataclass
class Outcome:
    """What became of one item of a batch; ``errors`` has a sentence for each pointer in it."""

    result: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PaymentPush:
    """A payment of an order, under the platform's number."""

    id: str
    order: str
    tender: str
    amount: Decimal
    paid_at: datetime


@dataclass(frozen=True)
class RefundLine:
    """What a refund takes back of a line; without a price, its part of what was paid."""

    position: int
    quantity: Decimal
    price: Decimal | None
    freight: Decimal


@dataclass(frozen=True)
class RefundPush:
    """Money that shall go back, under the platform's number."""

    id: str
    order: str
    liability: str
    reason: str
    lines: tuple[RefundLine, ...]


@dataclass(frozen=True)
class EventPush:
    """What a carrier reported."""

    at: datetime
    code: str
    text: str


@dataclass(frozen=True)
class ShipmentPush:
    """A parcel of an order with what is known of its way."""

    order: str
    carrier: str
    tracking_number: str
    shipped_at: datetime
    events: tuple[EventPush, ...]


def digest_of(item: Any) -> str:
    """Return a digest of what an item says; amounts and moments are written in one way."""
    return hashlib.sha256(repr(_plain(item)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return [_plain(getattr(value, one.name)) for one in fields(value)]
    return value


def draft(store: str, order: Mapping[str, Any]) -> OrderDraft:
    """Return the order that a mall tells."""
    buyer = order["buyer"] or {"code": None, "name": ""}
    return OrderDraft(
        store=store,
        number=order["number"],
        buyer=buyer["code"],
        buyer_name=buyer["name"],
        state=order["state"],
        placed_at=order["placed_at"],
        paid_at=order["paid_at"],
        shipped_at=order["shipped_at"],
        delivered_at=order["delivered_at"],
        lines=tuple(sorted(map(_line, order["lines"]), key=lambda one: one.position)),
        payments=tuple(
            sorted((PaymentDraft(**one) for one in order["payments"]), key=lambda one: one.sequence)
        ),
        currency=order["currency"],
    )


def _line(told: Mapping[str, Any]) -> LineDraft:
    supplier = told["supplier"]
    return LineDraft(
        **{
            **told,
            "product": told["product"]["code"],
            "supplier": supplier["code"] if supplier else None,
        }
    )


def fault_pointer(order: Mapping[str, Any], fault: Fault, number: int) -> str:
    """Return where in an order a fault lies: of two items with one number, at the second."""
    role, name = PLACES[fault]
    named = "sequence" if role == "payments" else "position"
    places = [place for place, one in enumerate(order[role]) if one[named] == number]
    return f"{role}/{places[-1]}/{name}"
