"""Products and their families."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.search import Searchable

CODE_LENGTH, TITLE_LENGTH, CATEGORY_LENGTH = 64, 200, 100


class Family(Versioned, Model):
    """Products that differ only in options such as size and colour."""

    __tablename__ = "catalog_family"
    __audited__ = True
    __title__ = _l("Product family")
    __labels__: ClassVar = {"code": _l("Code"), "title": _l("Name")}

    code: Mapped[str] = mapped_column(sa.String(CODE_LENGTH), unique=True)
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))

    def __str__(self) -> str:
        return self.title


class Product(Versioned, Searchable, Model):
    """What is kept in stock and sold under one code.

    :ivar options: what tells it from the others of its family, such as ``Colour: blue``.
    :ivar listed_on: the day since when it is on sale; days before say nothing of its demand.
    """

    __tablename__ = "catalog_product"
    __searched__: ClassVar[tuple[str, ...]] = ("code", "title", "barcode")
    __table_args__ = (
        sa.CheckConstraint("code <> ''", name="some_code"),
        sa.CheckConstraint("price >= 0", name="price"),
        sa.Index("ix_catalog_product_title", "title", "id"),
        sa.Index("ix_catalog_product_category", "category", "code", "id"),
        sa.Index("ix_catalog_product_listed", "is_listed", "code", "id"),
    )
    __audited__ = True
    __title__ = _l("Product")
    __labels__: ClassVar = {
        "title": _l("Product name"),
        "family_id": _l("Product family"),
        "options": _l("Options"),
        "category": _l("Category"),
        "barcode": _l("Barcode"),
        "price": _l("Price"),
        "is_listed": _l("On sale"),
        "listed_on": _l("On sale since"),
    }

    code: Mapped[str] = mapped_column(sa.String(CODE_LENGTH), unique=True)
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    family_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_family.id"), index=True)
    options: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH), default="", server_default="")
    category: Mapped[str] = mapped_column(sa.String(CATEGORY_LENGTH), default="", server_default="")
    barcode: Mapped[str] = mapped_column(sa.String(CODE_LENGTH), default="", server_default="")
    price: Mapped[Decimal | None]
    is_listed: Mapped[bool] = mapped_column(default=True, server_default=sa.text("true"))
    listed_on: Mapped[date | None]

    family: Mapped[Family | None] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"
