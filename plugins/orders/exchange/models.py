"""Exchanges."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Versioned
from core.states import Stateful, words
from core.user.models import User
from plugins.orders.ledger.models import Line, Order
from plugins.orders.product.models import Product
from plugins.orders.refund.models import Refund
from plugins.orders.refund.models import State as RefundState
from plugins.orders.shipment.models import Shipment

NOTHING = Decimal(0)


class State(enum.Enum):
    """How far an exchange has come."""

    REQUESTED = "requested"
    RETURNED = "returned"
    PASSED = "passed"
    SENT = "sent"
    COMPLETED = "completed"
    REFUSED = "refused"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


STATE_WORDS = {
    State.REQUESTED: _l("Waiting for the goods"),
    State.RETURNED: _l("Goods came back"),
    State.PASSED: _l("Inspection passed"),
    State.SENT: _l("Replacement sent"),
    State.COMPLETED: _l("Completed"),
    State.REFUSED: _l("Inspection failed"),
    State.REFUNDED: _l("Refunded instead"),
    State.CANCELLED: _l("Cancelled"),
}
# While it is in one of these, its pieces cannot be refunded or exchanged otherwise.
HOLDING = (State.REQUESTED, State.RETURNED, State.PASSED, State.SENT)


NOT_GIVEN = (RefundState.REJECTED, RefundState.WITHDRAWN)


class Exchange(Stateful, Versioned, Model):
    """Some pieces of one line that the buyer gives back for as many of a product.

    ``difference`` is what the buyer still owes for the replacement, ``freight`` what the buyer
    bears of its delivery; both are due before it is sent.
    """

    __tablename__ = "orders_exchange"
    __audited__ = True
    __title__ = _l("Exchange")
    __labels__: ClassVar[dict[str, Any]] = {
        "order_id": _l("Order"),
        "line_id": _l("Line of the order"),
        "product_id": _l("Replacement"),
        "difference": _l("Price difference"),
        "freight": _l("Freight"),
        "inspection": _l("Inspection"),
        "receipt": _l("Paid by"),
        "shipment_id": _l("Shipment"),
        "refund_id": _l("Refund"),
    }
    __words__: ClassVar = {"state": words(STATE_WORDS)}
    __transitions__: ClassVar = {
        (State.REQUESTED, "receive"): State.RETURNED,
        (State.REQUESTED, "cancel"): State.CANCELLED,
        (State.RETURNED, "approve"): State.PASSED,
        (State.RETURNED, "refuse"): State.REFUSED,
        (State.PASSED, "send"): State.SENT,
        (State.PASSED, "refund"): State.REFUNDED,
        (State.REFUNDED, "resume"): State.PASSED,
        (State.SENT, "complete"): State.COMPLETED,
    }
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("difference >= 0 AND freight >= 0", name="amounts"),
        sa.CheckConstraint(
            "(state IN ('sent', 'completed')) = (shipment_id IS NOT NULL)", name="sent"
        ),
        sa.CheckConstraint("(state = 'refunded') = (refund_id IS NOT NULL)", name="refunded"),
        sa.Index("ix_orders_exchange_requested", "requested_at", "id"),
        sa.Index("ix_orders_exchange_state", "state", "requested_at", "id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order_line.id"), index=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_product.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    difference: Mapped[Decimal] = mapped_column(default=NOTHING)
    freight: Mapped[Decimal] = mapped_column(default=NOTHING)
    state: Mapped[State] = mapped_column(default=State.REQUESTED)
    reason: Mapped[str] = mapped_column(sa.String(300))
    inspection: Mapped[str] = mapped_column(sa.String(300), default="")
    receipt: Mapped[str] = mapped_column(sa.String(100), default="")
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    requested_at: Mapped[datetime]
    shipment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("orders_shipment.id"), unique=True
    )
    refund_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orders_refund.id"), unique=True)

    order: Mapped[Order] = relationship(lazy="raise")
    line: Mapped[Line] = relationship(lazy="raise")
    product: Mapped[Product] = relationship(lazy="raise")
    requested_by: Mapped[User] = relationship(User, lazy="raise")
    shipment: Mapped[Shipment | None] = relationship(lazy="raise")
    refund: Mapped[Refund | None] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.number

    @property
    def is_refund_refused(self) -> bool:
        """Whether the refund that was to end it was refused or withdrawn."""
        return self.refund is not None and self.refund.state in NOT_GIVEN

    @property
    def due(self) -> Decimal:
        """What the buyer still has to pay before the replacement is sent."""
        return NOTHING if self.receipt else self.difference + self.freight
