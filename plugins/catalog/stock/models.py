"""Moves of stock, and what lies where because of them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity
from core.user.models import User
from plugins.catalog.product.models import Product
from plugins.catalog.warehouse.models import Warehouse


class Kind(enum.Enum):
    """Why stock moves."""

    RECEIPT = "receipt"
    SALE = "sale"
    RETURN = "return"
    SENT_BACK = "sent_back"
    ADJUSTMENT = "adjustment"
    TRANSFER = "transfer"


KIND_WORDS = {
    Kind.RECEIPT: _l("Receipt"),
    Kind.SALE: _l("Sale"),
    Kind.RETURN: _l("Return of a customer"),
    Kind.SENT_BACK: _l("Sent back to the supplier"),
    Kind.ADJUSTMENT: _l("Correction"),
    Kind.TRANSFER: _l("Transfer"),
}


class Move(Model):
    """Some units of a product that came to a warehouse, or below zero, left it.  Never changed.

    :ivar moved_on: the business date; a sale bears the day on which it was sold.
    :ivar source: names what the move follows from, ``source_id`` is its key there.
    """

    __tablename__ = "catalog_stock_move"
    __table_args__ = (
        sa.CheckConstraint("quantity <> 0", name="quantity"),
        sa.Index("ix_catalog_stock_move_product", "product_id", "moved_at", "id"),
        sa.Index("ix_catalog_stock_move_moved", "moved_at", "id"),
        sa.Index("ix_catalog_stock_move_kind", "kind", "moved_at", "id"),
        sa.Index("ix_catalog_stock_move_warehouse", "warehouse_id", "moved_at", "id"),
        sa.Index(
            "ix_catalog_stock_move_day",
            "warehouse_id",
            "moved_on",
            "product_id",
            "kind",
            "quantity",
        ),
        sa.Index("ix_catalog_stock_move_source", "source", "source_id", "quantity"),
    )

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_product.id"))
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_warehouse.id"))
    kind: Mapped[Kind]
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    moved_at: Mapped[datetime]
    moved_on: Mapped[date]
    source: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    source_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    reference: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"), index=True)

    product: Mapped[Product] = relationship(lazy="raise")
    warehouse: Mapped[Warehouse] = relationship(lazy="raise")
    by: Mapped[User | None] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return f"{self.product_id} {self.quantity:+f}"


class Level(Model):
    """What lies in one warehouse of one product: the sum of its moves."""

    __tablename__ = "catalog_stock"
    __table_args__ = (
        sa.UniqueConstraint("product_id", "warehouse_id"),
        sa.Index("ix_catalog_stock_on_hand", "on_hand", "id"),
        sa.Index("ix_catalog_stock_warehouse", "warehouse_id", "product_id"),
    )

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_product.id"))
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_warehouse.id"))
    on_hand: Mapped[Decimal] = mapped_column(Quantity)

    product: Mapped[Product] = relationship(lazy="raise")
    warehouse: Mapped[Warehouse] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.product_id}/{self.warehouse_id}"
