"""Channels and stores."""

from __future__ import annotations

import enum
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.party.models import Party


class ChannelKind(enum.Enum):
    """How a channel sells."""

    B2C = "b2c"
    C2C = "c2c"
    WECHAT_MALL = "wechat_mall"
    ORDER_REPORT = "order_report"
    PARTNER = "partner"
    OFFLINE = "offline"


KIND_WORDS = {
    ChannelKind.B2C: _l("B2C platform"),
    ChannelKind.C2C: _l("C2C platform"),
    ChannelKind.WECHAT_MALL: _l("WeChat mall"),
    ChannelKind.ORDER_REPORT: _l("Order reports of dealers"),
    ChannelKind.PARTNER: _l("Partner"),
    ChannelKind.OFFLINE: _l("Offline"),
}


class Channel(Versioned, Model):
    """A platform or a way to sell."""

    __tablename__ = "orders_channel"
    __audited__ = True
    __title__ = _l("Channel")
    __labels__: ClassVar = {"code": _l("Code"), "name": _l("Name"), "kind": _l("Kind")}
    __words__: ClassVar = {"kind": {kind.value: text for kind, text in KIND_WORDS.items()}}

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[ChannelKind]

    def __str__(self) -> str:
        return self.name


class Store(Versioned, Model):
    """One shop on a channel; a shop of somebody else's names its owner."""

    __tablename__ = "orders_channel_store"
    __audited__ = True
    __title__ = _l("Store")
    __labels__: ClassVar = {
        "channel_id": _l("Channel"),
        "owner_id": _l("Owner"),
    }

    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_channel.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    channel: Mapped[Channel] = relationship(lazy="raise")
    owner: Mapped[Party | None] = relationship(Party, lazy="raise")

    def __str__(self) -> str:
        return self.name
