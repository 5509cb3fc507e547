"""What can be done with exchanges.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import numbering
from core.errors import BusinessError
from core.user.models import User
from plugins.orders.exchange import queries
from plugins.orders.exchange.models import Exchange
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import Line, Order
from plugins.orders.ledger.models import State as OrderState
from plugins.orders.product import queries as products
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Liability
from plugins.orders.refund.rules import Claim
from plugins.orders.shipment import services as shipments
from plugins.orders.shipment.models import State as ShipmentState

SERIES = "X"
NOTHING = Decimal(0)
HAS_THEM = (OrderState.DELIVERED, OrderState.CLOSED)


def request_exchange(
    session: Session,
    order: Order,
    line_id: int,
    *,
    product: str,
    quantity: Decimal,
    difference: Decimal,
    freight: Decimal,
    reason: str,
    by: User,
    on: date,
    now: datetime,
) -> Exchange:
    """Agree to take pieces of a line back for as many of a product; they are held at once.

    :param product: the code of the replacement.
    :param difference: what the buyer owes for it besides, and ``freight`` for its delivery.
    :raises BusinessError: if the buyer does not have so many pieces, or the product is unknown.
    """
    order = session.scalars(orders.locked(order.id)).one()
    line = _line(order, line_id, quantity)
    found = session.scalars(products.with_codes([product.strip()])).first()
    if found is None:
        message = _("There is no product with the code %(code)s.", code=product)
        raise BusinessError(message, field="product")
    if min(difference, freight) < NOTHING:
        message = _("The buyer pays nothing or more; give money back by a refund.")
        raise BusinessError(message, field="difference")
    exchange = Exchange(
        number=numbering.next_number(session, SERIES, on=on),
        order_id=order.id,
        line_id=line.id,
        product_id=found.id,
        quantity=quantity,
        difference=difference,
        freight=freight,
        reason=reason.strip(),
        requested_by_id=by.id,
        requested_at=now,
    )
    line.exchanging_quantity += quantity
    session.add(exchange)
    session.flush()
    return exchange


def receive(session: Session, exchange: Exchange, *, by: User) -> None:
    """Note that the goods came back.

    :raises BusinessError: if nobody waits for them.
    """
    _current(session, exchange).move("receive")
    session.flush()


def inspect(session: Session, exchange: Exchange, *, passed: bool, note: str, by: User) -> None:
    """Note what the inspection found; goods that fail go back to the buyer.

    :raises BusinessError: if the goods have not come back, or they failed without a reason.
    """
    exchange = _current(session, exchange)
    if not passed and not note.strip():
        raise BusinessError(_("Say what is wrong with the goods."), field="inspection")
    exchange.move("approve" if passed else "refuse")
    exchange.inspection = note.strip()
    if not passed:
        _free(session, exchange)
    session.flush()


def collect(session: Session, exchange: Exchange, *, receipt: str, by: User) -> None:
    """Note how the buyer paid what was due.

    :raises BusinessError: if nothing is due, or the receipt is not named.
    """
    exchange = _current(session, exchange)
    if not exchange.due or not receipt.strip():
        raise BusinessError(_("Nothing is due, or the receipt is not named."), field="receipt")
    exchange.receipt = receipt.strip()
    session.flush()


def send(
    session: Session,
    exchange: Exchange,
    *,
    carrier: str,
    tracking_number: str,
    by: User,
    now: datetime,
) -> None:
    """Send the replacement.

    :raises BusinessError: before the inspection passed, or while the buyer owes something.
    """
    exchange = _current(session, exchange)
    exchange.require("send")
    if exchange.due:
        raise BusinessError(
            _("The buyer still owes %(due)s for this exchange.", due=exchange.due),
            field="tracking_number",
        )
    parcel = shipments.create_shipment(
        session,
        exchange.order,
        carrier=carrier,
        tracking_number=tracking_number,
        by=by,
        now=now,
    )
    exchange.shipment_id = parcel.id
    exchange.move("send")
    session.flush()
    session.expire(exchange, ["shipment"])


def complete(session: Session, exchange: Exchange, *, by: User) -> None:
    """End an exchange whose replacement is signed for; the buyer has as many pieces as before.

    :raises BusinessError: if it is not.
    """
    exchange = _current(session, exchange)
    if exchange.shipment is None or exchange.shipment.state is not ShipmentState.SIGNED:
        raise BusinessError(_("The buyer has not signed for the replacement yet."))
    exchange.move("complete")
    _free(session, exchange)
    session.flush()


def refund(session: Session, exchange: Exchange, *, by: User, on: date, now: datetime) -> None:
    """Ask to give the money back instead, because there is no replacement.

    :raises BusinessError: before the inspection passed, or if nothing was paid for the pieces.
    """
    exchange = _current(session, exchange)
    exchange.require("refund")
    _free(session, exchange)
    session.flush()
    asked = refunds.request_refund(
        session,
        exchange.order,
        {exchange.line_id: Claim(exchange.quantity, None, NOTHING)},
        liability=Liability.NO_REASON,
        reason=_("No replacement: %(number)s", number=exchange.number),
        returns_commission=True,
        by=by,
        on=on,
        now=now,
    )
    exchange.refund_id = asked.id
    exchange.move("refund")
    session.flush()
    session.expire(exchange, ["refund"])


def resume(session: Session, exchange: Exchange, *, by: User) -> None:
    """Go on with an exchange whose refund was refused or withdrawn; its pieces are held again.

    :raises BusinessError: if the refund stands, or the pieces were given another way meanwhile.
    """
    exchange = _current(session, exchange)
    exchange.require("resume")
    if not exchange.is_refund_refused:
        raise BusinessError(
            _("The refund of this exchange stands; reject it or take it back first.")
        )
    line: Line = exchange.line
    left = _left(line)
    if exchange.quantity > left:
        raise _too_many(line, left)
    line.exchanging_quantity += exchange.quantity
    exchange.refund_id = None
    exchange.move("resume")
    session.flush()
    session.expire(exchange, ["refund"])


def cancel(session: Session, exchange: Exchange, *, by: User) -> None:
    """Call an exchange off before the goods came back.

    :raises BusinessError: if they have.
    """
    exchange = _current(session, exchange)
    exchange.move("cancel")
    _free(session, exchange)
    session.flush()


def _line(order: Order, line_id: int, quantity: Decimal) -> Line:
    line = next((one for one in order.lines if one.id == line_id and not one.is_withdrawn), None)
    if line is None or order.state not in HAS_THEM:
        raise BusinessError(_("Only what the buyer has signed for can be exchanged."))
    left = _left(line)
    if not NOTHING < quantity <= left:
        raise _too_many(line, left)
    return line


def _left(line: Line) -> Decimal:
    return line.quantity - line.refunded_quantity - line.exchanging_quantity


def _too_many(line: Line, left: Decimal) -> BusinessError:
    return BusinessError(
        _(
            "Of line %(position)s the buyer has %(left)s pieces to exchange.",
            position=line.position,
            left=left,
        ),
        field="quantity",
    )


def _current(session: Session, exchange: Exchange) -> Exchange:
    # The order first, as everybody does who changes its lines.
    session.scalars(orders.locked(exchange.order_id)).one()
    return session.scalars(queries.locked(exchange.id)).one()


def _free(session: Session, exchange: Exchange) -> None:
    line: Line = exchange.line
    line.exchanging_quantity -= exchange.quantity
