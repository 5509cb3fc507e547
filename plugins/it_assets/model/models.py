"""Models of equipment."""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.search import Searchable
from plugins.it_assets.category.models import Category

NAME_LENGTH, NUMBER_LENGTH = 200, 100


class EquipmentModel(Searchable, Versioned, Model):
    """What many assets have in common; one of a name, maker and number is in each category."""

    __tablename__ = "it_assets_model"
    __searched__: ClassVar[tuple[str, ...]] = ("name", "manufacturer", "number")
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"search_tokens"})
    __title__ = _l("Equipment model")
    __labels__: ClassVar = {
        "name": _l("Name of the model"),
        "manufacturer": _l("Manufacturer"),
        "number": _l("Model number"),
        "category_id": _l("Equipment category"),
    }
    __table_args__ = (
        sa.UniqueConstraint("name", "manufacturer", "number", "category_id"),
        # Assets point here with both columns, so that their category is that of their model.
        sa.UniqueConstraint("id", "category_id"),
        sa.Index("ix_it_assets_model_name", "name", "id"),
        sa.Index("ix_it_assets_model_category", "category_id", "name", "id"),
    )

    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    manufacturer: Mapped[str] = mapped_column(sa.String(NAME_LENGTH), default="")
    number: Mapped[str] = mapped_column(sa.String(NUMBER_LENGTH), default="")
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_category.id"))
    note: Mapped[str] = mapped_column(sa.String(2000), default="")

    category: Mapped[Category] = relationship(Category, lazy="raise")

    def __str__(self) -> str:
        return " ".join(part for part in (self.manufacturer, self.name, self.number) if part)
