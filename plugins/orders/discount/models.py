"""Discounts of orders and their shares."""

from __future__ import annotations

import enum
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Rate
from plugins.orders.discount import rules

NOTHING = Decimal(0)


class Bearer(enum.Enum):
    """Who loses what the buyer saves."""

    SELLER = rules.SELLER
    PLATFORM = rules.PLATFORM
    SHARED = rules.SHARED


BEARER_WORDS = {
    Bearer.SELLER: _l("Seller"),
    Bearer.PLATFORM: _l("Platform"),
    Bearer.SHARED: _l("Seller and platform"),
}


class Discount(Model):
    """A coupon or the like that was taken off an order, and who bears it."""

    __tablename__ = "orders_discount"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "sequence"),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint(
            "(bearer = 'seller' AND platform_share = 0) "
            "OR (bearer = 'platform' AND platform_share = 1000000) "
            "OR (bearer = 'shared' AND platform_share BETWEEN 0 AND 1000000)",
            name="platform_share",
        ),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"))
    sequence: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(64), default="")
    title: Mapped[str] = mapped_column(sa.String(100), default="")
    bearer: Mapped[Bearer]
    platform_share: Mapped[Decimal] = mapped_column(Rate)
    amount: Mapped[Decimal]

    shares: Mapped[list[DiscountShare]] = relationship(
        lazy="raise", order_by="DiscountShare.id", passive_deletes=True
    )

    def __str__(self) -> str:
        return self.title or self.code


class DiscountShare(Model):
    """What one line bears of a discount; contained in the line's own discounts."""

    __tablename__ = "orders_discount_share"
    __table_args__ = (
        sa.UniqueConstraint("discount_id", "line_id"),
        sa.CheckConstraint("seller >= 0 AND platform >= 0", name="positive"),
    )

    discount_id: Mapped[int] = mapped_column(
        sa.ForeignKey("orders_discount.id", ondelete="CASCADE")
    )
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order_line.id"), index=True)
    seller: Mapped[Decimal]
    platform: Mapped[Decimal]
