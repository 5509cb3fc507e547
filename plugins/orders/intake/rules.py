"""What platforms leave to be worked out: whole lines, shares of an order's sums, its state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.money import allocate, round_money
from plugins.orders.discount.rules import SELLER, DiscountDraft
from plugins.orders.ledger.rules import LineDraft, OrderDraft, PaymentDraft

NOTHING = Decimal(0)
ONE = Decimal(1)
PAID_STATES = frozenset({"placed", "paid"})
# The constant of a profile whose orders are as far as their moments tell.
BY_TIMES = "state_by_times"
Values = Mapping[str, Any]
# What all rows of one order tell alike where each row is a line.
ORDER_FACTS = (
    "state",
    "placed_at",
    "paid_at",
    "shipped_at",
    "delivered_at",
    "cancelled_at",
    "buyer",
    "buyer_name",
    "currency",
    "tender",
    "paid_amount",
    "order_freight",
    "order_subtotal",
    "discount_code",
)


def product_code(title: str) -> str:
    """Return a code for a product that a file knows by its title alone: the same each time."""
    return f"T-{hashlib.sha256(title.encode()).hexdigest()[:12]}"


def line_price(price: Decimal | None, unit_price: Decimal | None, quantity: Decimal) -> Decimal:
    """Return the price of a whole line; files tell it so or for one piece."""
    if price is not None:
        return price
    return round_money((unit_price or NOTHING) * quantity)


def freights(amount: Decimal, prices: Sequence[Decimal]) -> list[Decimal]:
    """Spread the freight of an order over its lines by their prices; equally where all are free."""
    weights = [max(price, NOTHING) for price in prices]
    return allocate(amount, weights if any(weights) else [ONE] * len(prices))


def state_by_times(values: Values) -> str:
    """Return how far an order has come where the moments tell more than the file's word."""
    state: str = values["state"]
    if values.get("cancelled_at"):
        return "cancelled"
    if state in PAID_STATES and values.get("delivered_at"):
        return "delivered"
    if state in PAID_STATES and values.get("shipped_at"):
        return "shipped"
    return state


def contradiction(rows: Sequence[Values]) -> str:
    """Return the first fact that not all rows of an order tell alike, or an empty text."""
    first = [*map(rows[0].get, ORDER_FACTS)]
    for row in rows[1:]:
        facts = [*map(row.get, ORDER_FACTS)]
        if facts != first:
            return next(
                key
                for key, one, other in zip(ORDER_FACTS, facts, first, strict=True)
                if one != other
            )
    return ""


def draft(
    order: Values,
    constants: Mapping[str, str],
    buyer: tuple[str | None, str],
    lines: Sequence[Values],
    payments: Sequence[Values],
) -> OrderDraft:
    """Return the order that the values of a file's rows tell."""
    works_out = BY_TIMES in constants
    paid = [PaymentDraft(one["sequence"], one["tender"], one["amount"]) for one in payments]
    if order.get("paid_amount") and (order.get("paid_at") or not works_out):
        tender = order.get("tender") or constants.get("tender", "other")
        paid.append(PaymentDraft(1, tender, order["paid_amount"]))
    told = _lines(order, lines)
    whole = OrderDraft(
        store=order.get("store") or constants["store"],
        number=order["number"],
        buyer=buyer[0],
        buyer_name=buyer[1],
        state=state_by_times(order) if works_out else order["state"],
        placed_at=order["placed_at"],
        paid_at=order.get("paid_at"),
        shipped_at=order.get("shipped_at"),
        delivered_at=order.get("delivered_at"),
        lines=told,
        payments=tuple(sorted(paid, key=lambda payment: payment.sequence)),
        currency=order.get("currency") or "",
    )
    return whole.discounted(_discounts(order, told))


def _lines(order: Values, rows: Sequence[Values]) -> tuple[LineDraft, ...]:
    told = [_line(number, values) for number, values in enumerate(rows, start=1)]
    freight = order.get("order_freight")
    if freight and told:
        parts = freights(freight, [line.price for line in told])
        told = [
            replace(line, freight=line.freight + part)
            for line, part in zip(told, parts, strict=True)
        ]
    return tuple(sorted(told, key=lambda line: line.position))


def _discounts(order: Values, lines: Sequence[LineDraft]) -> Iterator[DiscountDraft]:
    """Tell the discount of an order that says what is left to pay for its lines."""
    subtotal = order.get("order_subtotal")
    amount = NOTHING if subtotal is None else sum((one.paid for one in lines), -subtotal)
    if amount > NOTHING:
        yield DiscountDraft(amount, SELLER, code=order.get("discount_code") or "")


def _line(number: int, values: Values) -> LineDraft:
    quantity, position = values.get("quantity"), values.get("position")
    quantity = ONE if quantity is None else quantity
    return LineDraft(
        position=number if position is None else position,
        product=values.get("product") or product_code(values["product_title"]),
        supplier=values.get("supplier") or None,
        quantity=quantity,
        price=line_price(values.get("price"), values.get("unit_price"), quantity),
        freight=values.get("freight") or NOTHING,
        seller_discount=values.get("seller_discount") or NOTHING,
        platform_discount=values.get("platform_discount") or NOTHING,
        unit_cost=values.get("unit_cost"),
    )
