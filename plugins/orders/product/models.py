"""Products as they were sold."""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.search import Searchable


class Product(Searchable, Model):
    """What a line sold: its code, its title and the category that rates depend on."""

    __tablename__ = "orders_product"
    __searched__: ClassVar[tuple[str, ...]] = ("code", "title", "category")
    __table_args__ = (sa.Index("ix_orders_product_category", "category", "id"),)

    code: Mapped[str] = mapped_column(sa.String(64), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    category: Mapped[str | None] = mapped_column(sa.String(100))

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
