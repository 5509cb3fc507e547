"""Supply terms."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Versioned
from core.party.models import Party
from plugins.catalog.product.models import Product

ONE = Decimal(1)


class Supply(Versioned, Model):
    """How a supplier delivers a product.

    :ivar lead_days: days from the order to the goods; ``lead_deviation`` is how much that varies.
    :ivar minimum: the least quantity that is delivered, in full packs of ``pack``.
    :ivar price: for one unit, in the company's currency.
    """

    __tablename__ = "catalog_supply"
    __table_args__ = (
        sa.UniqueConstraint("product_id", "supplier_id"),
        sa.CheckConstraint("lead_days >= 0 AND lead_deviation >= 0", name="lead"),
        sa.CheckConstraint("minimum >= 0 AND pack > 0", name="pack"),
        sa.CheckConstraint("price >= 0", name="price"),
        sa.Index(
            "uq_catalog_supply_usual",
            "product_id",
            unique=True,
            sqlite_where=sa.text("is_usual"),
            postgresql_where=sa.text("is_usual"),
        ),
        sa.Index("ix_catalog_supply_supplier", "supplier_id", "product_id"),
    )
    __audited__ = True
    __named_after__ = ("product_id", "supplier_id")
    __title__ = _l("Supply terms")
    __labels__: ClassVar = {
        "product_id": _l("Product"),
        "lead_days": _l("Lead time in days"),
        "lead_deviation": _l("Varies by days"),
        "minimum": _l("Least quantity"),
        "pack": _l("Pack"),
        "price": _l("Purchase price"),
        "is_usual": _l("Usual supplier"),
    }

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_product.id"))
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"))
    lead_days: Mapped[int]
    lead_deviation: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    minimum: Mapped[Decimal] = mapped_column(Quantity, default=ONE)
    pack: Mapped[Decimal] = mapped_column(Quantity, default=ONE)
    price: Mapped[Decimal]
    is_usual: Mapped[bool] = mapped_column(default=True)

    product: Mapped[Product] = relationship(lazy="raise")
    supplier: Mapped[Party] = relationship(Party, lazy="raise")

    def __str__(self) -> str:
        return f"{self.product_id}/{self.supplier_id}"
