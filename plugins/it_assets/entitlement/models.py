"""Entitlements of posts."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.organisation.models import Post
from plugins.it_assets.category.models import Category


class Entitlement(Versioned, Model):
    """How much equipment of a category comes with a post; ``price`` is the most of one piece.

    It is told of by its post and category, with which whoever changes it has to load it.
    """

    __tablename__ = "it_assets_entitlement"
    __audited__ = True
    __title__ = _l("Equipment of a post")
    __labels__: ClassVar = {
        "post_id": _l("Post"),
        "category_id": _l("Equipment category"),
        "price": _l("At most for one"),
    }
    __table_args__ = (
        sa.UniqueConstraint("post_id", "category_id"),
        sa.CheckConstraint("quantity >= 0 AND price > 0", name="quantity"),
        sa.Index("ix_it_assets_entitlement_category", "category_id", "post_id"),
    )

    post_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_organisation_post.id", ondelete="CASCADE")
    )
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_category.id"))
    quantity: Mapped[int]
    price: Mapped[Decimal | None]

    post: Mapped[Post] = relationship(Post, lazy="raise")
    category: Mapped[Category] = relationship(Category, lazy="raise")

    def __str__(self) -> str:
        return f"{self.post} · {self.category} × {self.quantity}"
