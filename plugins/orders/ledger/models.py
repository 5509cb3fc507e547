"""Orders, what they consist of, and how they were paid."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity
from core.errors import BusinessError
from core.party.models import Party
from core.search import Searchable
from core.user.models import User
from plugins.orders.channel.models import Store
from plugins.orders.discount.models import Discount
from plugins.orders.product.models import Product

NOTHING = Decimal(0)


class State(enum.Enum):
    """How far an order has come."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATE_WORDS = {
    State.PLACED: _l("Placed"),
    State.PAID: _l("Paid"),
    State.SHIPPED: _l("Shipped"),
    State.DELIVERED: _l("Delivered"),
    State.CLOSED: _l("Closed"),
    State.CANCELLED: _l("Cancelled"),
}
TRANSITIONS = {
    (State.PLACED, "pay"): State.PAID,
    (State.PLACED, "cancel"): State.CANCELLED,
    (State.PAID, "ship"): State.SHIPPED,
    (State.PAID, "cancel"): State.CANCELLED,
    (State.SHIPPED, "deliver"): State.DELIVERED,
    (State.SHIPPED, "cancel"): State.CANCELLED,
    (State.DELIVERED, "close"): State.CLOSED,
}


class Tender(enum.Enum):
    """What a buyer pays with."""

    CASH = "cash"
    CARD = "card"
    BANK_SLIP = "bank_slip"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    POINTS = "points"
    COUPON = "coupon"
    BALANCE = "balance"
    OTHER = "other"


TENDER_WORDS = {
    Tender.CASH: _l("Cash"),
    Tender.CARD: _l("Card"),
    Tender.BANK_SLIP: _l("Bank slip"),
    Tender.WECHAT: _l("WeChat Pay"),
    Tender.ALIPAY: _l("Alipay"),
    Tender.POINTS: _l("Points"),
    Tender.COUPON: _l("Coupon"),
    Tender.BALANCE: _l("Balance"),
    Tender.OTHER: _l("Other"),
}


class Order(Searchable, Model):
    """One purchase in one store.

    The business dates ``…_on`` are those of the company's zone when the order was stored; the
    sums repeat what lines, payments and refunds say, so that lists need no join and the database
    itself refuses to give back more than was paid.
    """

    __tablename__ = "orders_order"
    __searched__: ClassVar[tuple[str, ...]] = ("number", "buyer_code", "buyer_name")
    __table_args__ = (
        sa.UniqueConstraint("store_id", "number"),
        sa.CheckConstraint("total = goods + freight - discount", name="total"),
        sa.CheckConstraint("refunded >= 0 AND refunded <= paid", name="refunded"),
        sa.Index("ix_orders_order_placed", "placed_at", "id"),
        sa.Index("ix_orders_order_day", "placed_on", "currency", "total"),
        sa.Index("ix_orders_order_state", "state", "placed_at", "id"),
        sa.Index("ix_orders_order_store", "store_id", "placed_at", "id"),
        sa.Index("ix_orders_order_signed", "signed_on", "state"),
        sa.Index("ix_orders_order_total", "total", "id"),
        sa.Index("ix_orders_order_shipped", "shipped_at", "placed_at", "id"),
        sa.Index(
            "ix_orders_order_differing",
            "placed_at",
            "id",
            sqlite_where=sa.text("differs IS 1"),
            postgresql_where=sa.text("differs IS true"),
        ),
    )

    store_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_channel_store.id"))
    number: Mapped[str] = mapped_column(sa.String(64), index=True)
    buyer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    buyer_code: Mapped[str] = mapped_column(sa.String(64), default="")
    buyer_name: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[State]
    placed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    placed_on: Mapped[date]
    paid_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(sa.String(3))
    line_count: Mapped[int]
    goods: Mapped[Decimal]
    freight: Mapped[Decimal]
    discount: Mapped[Decimal]
    total: Mapped[Decimal]
    paid: Mapped[Decimal]
    refunded: Mapped[Decimal] = mapped_column(default=NOTHING, server_default="0")
    differs: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    content_hash: Mapped[str] = mapped_column(sa.String(64))

    store: Mapped[Store] = relationship(lazy="raise")
    buyer: Mapped[Party | None] = relationship(Party, lazy="raise")
    lines: Mapped[list[Line]] = relationship(lazy="raise", order_by="Line.position")
    payments: Mapped[list[Payment]] = relationship(lazy="raise", order_by="Payment.sequence")
    discounts: Mapped[list[Discount]] = relationship(
        lazy="raise", order_by="Discount.sequence", viewonly=True
    )
    versions: Mapped[list[OrderVersion]] = relationship(
        lazy="raise", order_by="OrderVersion.version.desc()"
    )

    def __str__(self) -> str:
        return self.number

    def can(self, verb: str) -> bool:
        """Return whether the order may take this step now."""
        return (self.state, verb) in TRANSITIONS

    def move(self, verb: str) -> None:
        """Take a step.

        :raises BusinessError: if the order has no such step in its state.
        """
        if not self.can(verb):
            raise BusinessError(
                _(
                    "Order %(number)s is %(state)s, which does not allow that; reload the page.",
                    number=self.number,
                    state=STATE_WORDS[self.state],
                )
            )
        self.state = TRANSITIONS[self.state, verb]


class Line(Model):
    """One product in an order; all amounts are for the whole line.

    ``refunded_…`` is what refunds took back or are about to, ``exchanging_quantity`` what exchanges
    hold until they end.  A line that a later file no longer
    tells of is withdrawn and never deleted: settlements refer to its key.
    """

    __tablename__ = "orders_order_line"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "position"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("freight >= 0", name="freight"),
        sa.CheckConstraint(
            "seller_discount >= 0 AND platform_discount >= 0 "
            "AND seller_discount + platform_discount <= price",
            name="discounts",
        ),
        sa.CheckConstraint(
            "refunded_quantity >= 0 AND refunded_quantity <= quantity "
            "AND refunded_price >= 0 "
            "AND refunded_price <= price - seller_discount - platform_discount "
            "AND refunded_freight >= 0 AND refunded_freight <= freight",
            name="refunded",
        ),
        sa.CheckConstraint(
            "exchanging_quantity >= 0 AND refunded_quantity + exchanging_quantity <= quantity",
            name="exchanging",
        ),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"))
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_product.id"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    price: Mapped[Decimal]
    freight: Mapped[Decimal]
    seller_discount: Mapped[Decimal] = mapped_column(default=NOTHING)
    platform_discount: Mapped[Decimal] = mapped_column(default=NOTHING)
    unit_cost: Mapped[Decimal | None]
    refunded_quantity: Mapped[Decimal] = mapped_column(
        Quantity, default=NOTHING, server_default="0"
    )
    refunded_price: Mapped[Decimal] = mapped_column(default=NOTHING, server_default="0")
    refunded_freight: Mapped[Decimal] = mapped_column(default=NOTHING, server_default="0")
    exchanging_quantity: Mapped[Decimal] = mapped_column(
        Quantity, default=NOTHING, server_default="0"
    )
    is_withdrawn: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))

    order: Mapped[Order] = relationship(lazy="raise", back_populates="lines")
    product: Mapped[Product] = relationship(lazy="raise")
    supplier: Mapped[Party | None] = relationship(Party, lazy="raise")

    def __str__(self) -> str:
        return f"{self.order_id}/{self.position}"

    @property
    def paid(self) -> Decimal:
        """What the buyer paid for the goods of the line."""
        return self.price - self.seller_discount - self.platform_discount

    @property
    def is_refunded(self) -> bool:
        """Whether refunds took something back."""
        return any((self.refunded_quantity, self.refunded_price, self.refunded_freight))


class Payment(Model):
    """Money or its like that a buyer gave for an order; refunds give no more of it back."""

    __tablename__ = "orders_order_payment"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "sequence"),
        sa.CheckConstraint("amount >= 0", name="amount"),
        sa.CheckConstraint("refunded >= 0 AND refunded <= amount", name="refunded"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"))
    sequence: Mapped[int]
    tender: Mapped[Tender]
    amount: Mapped[Decimal]
    refunded: Mapped[Decimal] = mapped_column(default=NOTHING, server_default="0")


class OrderVersion(Model):
    """What an order said before a later file, or somebody, changed it."""

    __tablename__ = "orders_order_version"
    __table_args__ = (sa.UniqueConstraint("order_id", "version"),)

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"))
    version: Mapped[int]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    content: Mapped[dict[str, Any]]

    replaced_by: Mapped[User | None] = relationship(User, lazy="raise")
