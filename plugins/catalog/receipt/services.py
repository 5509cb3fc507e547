"""What can be done with receipts.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.company import company
from core.db import lock
from core.errors import BusinessError
from core.money import round_money
from core.numbering import next_number
from core.user.models import User
from plugins.catalog.order import queries as orders
from plugins.catalog.order.models import PurchaseOrder
from plugins.catalog.receipt.models import Receipt, ReceiptLine, SentBack
from plugins.catalog.stock import services as stock
from plugins.catalog.stock.models import Kind

SERIES = "GR"
LOCK = "catalog.receipt"
NOTHING = Decimal(0)


def receive(
    session: Session,
    order: PurchaseOrder,
    quantities: Mapping[int, Decimal],
    *,
    note: str,
    by: User,
    on: date,
    now: datetime,
) -> Receipt:
    """Take in what came of an order; the last units finish it.

    :param quantities: the units that came, by the keys of the order's lines.
    :raises BusinessError: if the order is not sent, nothing came, or more than is still to come.
    """
    lock(session, LOCK)
    # What came meanwhile must be known, or the same goods would be received twice.
    fresh = orders.order(order.id).execution_options(populate_existing=True)
    order = session.scalars(fresh).one()
    if not order.can("receive"):
        order.move("receive")
    came = {key: units for key, units in quantities.items() if units}
    if not came:
        raise BusinessError(_("Write how many units came of at least one line."))
    receipt = Receipt(
        number=next_number(session, SERIES, on=on),
        order_id=order.id,
        supplier_id=order.supplier_id,
        warehouse_id=order.warehouse_id,
        ordered_on=order.ordered_on,
        promised_on=order.expected_on,
        received_on=on,
        recorded_at=now,
        currency=company().currency,
        total=NOTHING,
        note=note.strip(),
    )
    session.add(receipt)
    session.flush()
    for line in order.lines:
        units = came.pop(line.id, None)
        if units is not None:
            _take_in(session, order, receipt, line.id, units, by=by, on=on, now=now)
    if came:
        raise BusinessError(_("A line does not belong to this order."))
    if not any(line.outstanding for line in order.lines):
        order.move("receive")
    session.flush()
    return receipt


def _take_in(
    session: Session,
    order: PurchaseOrder,
    receipt: Receipt,
    line_id: int,
    units: Decimal,
    *,
    by: User,
    on: date,
    now: datetime,
) -> None:
    line = next(one for one in order.lines if one.id == line_id)
    if not NOTHING < units <= line.outstanding:
        raise BusinessError(
            _(
                "Of %(product)s %(count)s are still to come; write a quantity up to that.",
                product=line.product,
                count=f"{line.outstanding:f}",
            ),
            field=f"quantity_{line.id}",
        )
    # Of several receipts the last one takes the rest, so that they cost what was ordered.
    before = round_money(line.received * line.price)
    line.received += units
    amount = round_money(line.received * line.price) - before
    receipt.total += amount
    session.add(
        ReceiptLine(
            receipt_id=receipt.id,
            order_line_id=line.id,
            product_id=line.product_id,
            quantity=units,
            amount=amount,
        )
    )
    stock.move(
        session,
        line.product,
        order.warehouse,
        units,
        Kind.RECEIPT,
        reference=receipt.number,
        by=by,
        on=on,
        now=now,
    )


def send_back(
    session: Session,
    line: ReceiptLine,
    units: Decimal,
    *,
    reason: str,
    by: User,
    on: date,
    now: datetime,
) -> SentBack:
    """Send units of a receipt back to the supplier; its settlement takes them off.

    :param line: with its product, its receipt and its warehouse.
    :raises BusinessError: if more would go back than came, or than lies in the warehouse.
    """
    session.refresh(line, ["returned", "returned_amount"], with_for_update={"of": ReceiptLine})
    warehouse = line.receipt.warehouse
    if warehouse is None or line.receipt.is_past:
        raise BusinessError(_("Only what came to a warehouse of ours can be sent back."))
    left = line.quantity - line.returned
    if not NOTHING < units <= left:
        raise BusinessError(
            _("%(count)s units can be sent back at most.", count=f"{left:f}"), field="quantity"
        )
    line.returned += units
    whole = round_money(line.amount * line.returned / line.quantity)
    amount, line.returned_amount = whole - line.returned_amount, whole
    back = SentBack(
        line_id=line.id,
        quantity=units,
        amount=amount,
        reason=reason.strip(),
        sent_on=on,
        sent_at=now,
        sent_by_id=by.id,
    )
    session.add(back)
    stock.move(
        session,
        line.product,
        warehouse,
        -units,
        Kind.SENT_BACK,
        reference=line.receipt.number,
        reason=reason,
        by=by,
        on=on,
        now=now,
    )
    return back
