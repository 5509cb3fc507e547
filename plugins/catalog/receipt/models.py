"""Goods receipts, and what was sent back of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity
from core.party.models import Party
from plugins.catalog.order.models import OrderLine, PurchaseOrder
from plugins.catalog.product.models import Product
from plugins.catalog.warehouse.models import Warehouse

NOTHING = Decimal(0)


class Receipt(Model):
    """Goods that came from a supplier on one day.

    :ivar is_past: known only from a file about the past: its stock and its payment were settled
        elsewhere, and it only tells how long suppliers take.
    """

    __tablename__ = "catalog_receipt"
    __table_args__ = (
        sa.CheckConstraint("ordered_on IS NULL OR ordered_on <= received_on", name="order"),
        sa.Index("ix_catalog_receipt_received", "received_on", "id"),
        sa.Index("ix_catalog_receipt_supplier", "supplier_id", "received_on"),
    )
    __audited__ = True
    __title__ = _l("Goods receipt")
    __labels__: ClassVar = {
        "received_on": _l("Received"),
        "note": _l("Delivery note"),
        "order_id": _l("Purchase order"),
        "warehouse_id": _l("Warehouse"),
        "ordered_on": _l("Ordered"),
        "promised_on": _l("Promised"),
        "recorded_at": _l("Entered"),
        "is_past": _l("From a file about the past"),
    }

    number: Mapped[str] = mapped_column(sa.String(64), unique=True)
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_order.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"))
    warehouse_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("catalog_warehouse.id"), index=True
    )
    ordered_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    received_on: Mapped[date]
    recorded_at: Mapped[datetime]
    currency: Mapped[str] = mapped_column(sa.String(3))
    total: Mapped[Decimal] = mapped_column(default=NOTHING)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    is_past: Mapped[bool] = mapped_column(default=False)

    supplier: Mapped[Party] = relationship(Party, lazy="raise")
    warehouse: Mapped[Warehouse | None] = relationship(lazy="raise")
    order: Mapped[PurchaseOrder | None] = relationship(lazy="raise")
    lines: Mapped[list[ReceiptLine]] = relationship(lazy="raise", order_by="ReceiptLine.id")

    def __str__(self) -> str:
        return self.number

    @property
    def lead_days(self) -> int | None:
        """How many days lay between order and receipt, if both are known."""
        return None if self.ordered_on is None else (self.received_on - self.ordered_on).days


class ReceiptLine(Model):
    """Some units of a product that came; ``amount`` is what they cost together."""

    __tablename__ = "catalog_receipt_line"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0 AND amount >= 0", name="quantity"),
        sa.CheckConstraint(
            "returned >= 0 AND returned <= quantity "
            "AND returned_amount >= 0 AND returned_amount <= amount",
            name="returned",
        ),
    )

    receipt_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_receipt.id"), index=True)
    order_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("catalog_order_line.id"), index=True
    )
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_product.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    amount: Mapped[Decimal]
    returned: Mapped[Decimal] = mapped_column(Quantity, default=NOTHING)
    returned_amount: Mapped[Decimal] = mapped_column(default=NOTHING)

    receipt: Mapped[Receipt] = relationship(lazy="raise", back_populates="lines")
    product: Mapped[Product] = relationship(lazy="raise")
    order_line: Mapped[OrderLine | None] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.receipt_id}/{self.id}"


class SentBack(Model):
    """Units of a receipt that went back to the supplier; never changed."""

    __tablename__ = "catalog_receipt_sent_back"
    __table_args__ = (sa.CheckConstraint("quantity > 0 AND amount >= 0", name="quantity"),)

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_receipt_line.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    amount: Mapped[Decimal]
    reason: Mapped[str] = mapped_column(sa.String(200))
    sent_on: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)

    line: Mapped[ReceiptLine] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.quantity:f}"
