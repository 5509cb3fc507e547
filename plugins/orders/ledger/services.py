"""What can be done with orders.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import loading
from core.clock import local_date
from core.reports import Count, Verdict
from core.search import row_tokens
from core.user.models import User
from plugins.orders.discount import services as discounts
from plugins.orders.discount.models import Discount
from plugins.orders.ledger import queries
from plugins.orders.ledger.models import Line, Order, OrderVersion, Payment, State, Tender
from plugins.orders.ledger.rules import LineDraft, OrderDraft

ORDERS, LINES, PAYMENTS = (cast(sa.Table, one.__table__) for one in (Order, Line, Payment))
NAMES = [one.name for one in fields(LineDraft) if one.name not in {"product", "supplier"}]
FIGURES = attrgetter(*NAMES)


@dataclass(frozen=True)
class Ledger:
    """What drafts refer to by code, and how business dates are told."""

    store_id: int
    zone: ZoneInfo
    currency: str
    buyers: Mapping[str, int]
    suppliers: Mapping[str, int]
    products: Mapping[str, int]


def record_orders(
    session: Session, drafts: Sequence[OrderDraft], ledger: Ledger, count: Count, *, now: datetime
) -> dict[str, str]:
    """Record up to a few thousand orders of one store: add the new, amend the changed.

    An order whose content is the same is left alone; one that changed gets a new version, its
    lines keep their keys, because settlements refer to them.

    :return: the numbers of the orders that could not be changed, with the reasons.
    """
    numbers = [draft.number for draft in drafts]
    found = session.execute(queries.known(ledger.store_id, numbers))
    known = {number: digest for number, digest in found}
    new = [draft for draft in drafts if draft.number not in known]
    changed = {
        draft.number: draft
        for draft in drafts
        if known.get(draft.number, draft.content_hash) != draft.content_hash
    }
    if new:
        _add(session, new, ledger)
    refused: dict[str, str] = {}
    amended: dict[str, int] = {}
    if changed:
        for order in session.scalars(queries.numbered(ledger.store_id, changed)):
            reason = _objection(order, changed[order.number])
            if reason:
                refused[order.number] = reason
            else:
                _amend(session, order, changed[order.number], ledger, now=now)
                amended[order.number] = order.id
        session.flush()
        discounts.forget(session, amended.values())
        _discount(session, [changed[number] for number in amended], amended)
    count.take(Verdict.ADDED, (draft.number for draft in new))
    count.take(Verdict.CHANGED, amended)
    count.refused += len(refused)
    same = (one.number for one in drafts if one.number in known and one.number not in changed)
    count.take(Verdict.UNCHANGED, same)
    return refused


def _add(session: Session, drafts: Sequence[OrderDraft], ledger: Ledger) -> None:
    facts = [_order_facts(draft, ledger) for draft in drafts]
    ids = loading.keys(session, ORDERS, len(drafts))
    loading.insert(
        session,
        ORDERS,
        ("id", *facts[0], "search_tokens"),
        ((key, *one.values(), row_tokens(Order, one)) for key, one in zip(ids, facts, strict=True)),
    )
    told = list(zip(ids, drafts, strict=True))
    loading.insert(
        session,
        LINES,
        ("order_id", "product_id", "supplier_id", *NAMES),
        (
            (
                key,
                ledger.products[line.product],
                ledger.suppliers[line.supplier] if line.supplier else None,
                *FIGURES(line),
            )
            for key, draft in told
            for line in draft.lines
        ),
    )
    loading.insert(
        session,
        PAYMENTS,
        ("order_id", "sequence", "tender", "amount"),
        (
            (key, payment.sequence, Tender(payment.tender), payment.amount)
            for key, draft in told
            for payment in draft.payments
        ),
    )
    _discount(session, drafts, {draft.number: key for key, draft in told})


def _discount(session: Session, drafts: Sequence[OrderDraft], ids: Mapping[str, int]) -> None:
    """Store what whole orders were discounted by; ``ids`` are their keys by number."""
    told = [(ids[draft.number], draft.discounts) for draft in drafts if draft.discounts]
    if told:
        found = session.execute(queries.line_keys([order_id for order_id, _discounts in told]))
        discounts.write(session, told, {(order, position): key for order, position, key in found})


def _objection(order: Order, draft: OrderDraft) -> str:
    """Return why an order cannot become what a file says now: refunds took back more than that."""
    told = {line.position: line for line in draft.lines}
    for line in order.lines:
        one = told.get(line.position)
        if (line.is_refunded or line.exchanging_quantity) and (
            one is None
            or one.quantity < line.refunded_quantity + line.exchanging_quantity
            or one.paid < line.refunded_price
            or one.freight < line.refunded_freight
        ):
            return _(
                "Refunds took back more of line %(position)s than the file leaves of it.",
                position=line.position,
            )
    given = {one.sequence: one for one in draft.payments}
    for payment in order.payments:
        paid = given.get(payment.sequence)
        if payment.refunded and (
            paid is None or paid.tender != payment.tender.value or paid.amount < payment.refunded
        ):
            return _("Refunds took back more than the file says was paid.")
    return ""


def _amend(
    session: Session, order: Order, draft: OrderDraft, ledger: Ledger, *, now: datetime
) -> None:
    keep_version(session, order, told(order), by=None, now=now)
    for name, value in _order_facts(draft, ledger).items():
        setattr(order, name, value)
    lines = {line.position: line for line in order.lines}
    for new in draft.lines:
        line = lines.pop(new.position, None) or Line(order_id=order.id)
        line.is_withdrawn = False
        for name, value in _line_facts(new, ledger).items():
            setattr(line, name, value)
        session.add(line)
    for vanished in lines.values():
        vanished.is_withdrawn = True
    payments = {payment.sequence: payment for payment in order.payments}
    for paid in draft.payments:
        payment = payments.pop(paid.sequence, None) or Payment(
            order_id=order.id, sequence=paid.sequence
        )
        payment.tender, payment.amount = Tender(paid.tender), paid.amount
        session.add(payment)
    for withdrawn in payments.values():
        session.delete(withdrawn)


def told(order: Order) -> dict[str, Any]:
    """Return what a loaded order says now, with its lines, payments and discounts."""
    return {
        **_told(order, Order),
        "lines": [_told(line, Line) for line in order.lines],
        "payments": [_told(payment, Payment) for payment in order.payments],
        "discounts": [_told(discount, Discount) for discount in order.discounts],
    }


def keep_version(
    session: Session, order: Order, before: dict[str, Any], *, by: User | None, now: datetime
) -> None:
    """Keep what an order said before it was changed, by a person or by a file."""
    session.add(
        OrderVersion(
            order_id=order.id,
            version=order.version,
            replaced_at=now,
            replaced_by_id=None if by is None else by.id,
            content=before,
        )
    )
    order.version += 1


def _told(record: Any, model: type[Any]) -> dict[str, Any]:
    """Return the columns of a record as JSON can hold them."""
    values = {
        column.key: getattr(record, column.key)
        for column in sa.inspect(model).column_attrs
        if column.key != "search_tokens"
    }
    return {
        name: value if isinstance(value, int | str | None) else str(getattr(value, "value", value))
        for name, value in values.items()
    }


def _order_facts(draft: OrderDraft, ledger: Ledger) -> dict[str, Any]:
    def day(moment: datetime | None) -> date | None:
        return None if moment is None else local_date(moment, ledger.zone)

    return {
        "store_id": ledger.store_id,
        "number": draft.number,
        "buyer_id": ledger.buyers.get(draft.buyer or ""),
        "buyer_code": draft.buyer or "",
        "buyer_name": draft.buyer_name,
        "state": State(draft.state),
        "placed_at": draft.placed_at,
        "paid_at": draft.paid_at,
        "shipped_at": draft.shipped_at,
        "delivered_at": draft.delivered_at,
        "placed_on": day(draft.placed_at),
        "paid_on": day(draft.paid_at),
        "signed_on": day(draft.delivered_at),
        "currency": draft.currency or ledger.currency,
        "line_count": len(draft.lines),
        "goods": draft.goods,
        "freight": draft.freight,
        "discount": draft.discount,
        "total": draft.total,
        "paid": draft.paid,
        "differs": draft.differs,
        "content_hash": draft.content_hash,
    }


def _line_facts(line: LineDraft, ledger: Ledger) -> dict[str, Any]:
    return {
        "product_id": ledger.products[line.product],
        "supplier_id": ledger.suppliers[line.supplier] if line.supplier else None,
        **{name: getattr(line, name) for name in NAMES},
    }
