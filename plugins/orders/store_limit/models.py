"""Which stores a user is limited to."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from plugins.orders.channel.models import Store


class StoreLimit(Model):
    """One of the stores that a user is limited to; a user without any row sees all stores."""

    __tablename__ = "orders_store_limit"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "store_id"),
        sa.Index("ix_orders_store_limit_store_id", "store_id"),
    )
    __audited__ = True
    __audited_under__ = "user_id"
    __title__ = _l("Limit to a store")
    __labels__: ClassVar[dict[str, Any]] = {"user_id": _l("User"), "store_id": _l("Store")}

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    # Without a cascade: when the last row goes by accident, the user would see everything.
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_channel_store.id"))

    store: Mapped[Store] = relationship(lazy="raise")

    def __str__(self) -> str:
        return str(self.store)
