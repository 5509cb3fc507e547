"""Dealers."""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.party.models import Party
from core.user.models import User
from plugins.orders.channel.models import Store


class Dealer(Versioned, Model):
    """The user who reports orders for a party, into one store."""

    __tablename__ = "orders_dealer"
    __audited__ = True
    __named_after__ = ("party_id",)
    __title__ = _l("Dealer")
    __labels__: ClassVar = {
        "store_id": _l("Store"),
    }

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), unique=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"), unique=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_channel_store.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    user: Mapped[User] = relationship(User, lazy="raise")
    party: Mapped[Party] = relationship(Party, lazy="raise")
    store: Mapped[Store] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.id}"
