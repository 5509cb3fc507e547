"""Channels of promotion."""

from __future__ import annotations

import enum
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned
from core.search import Searchable


class ChannelKind(enum.Enum):
    """What a channel is; ``utm_medium`` of its links."""

    SEARCH = "search"
    PAID_SEARCH = "paid_search"
    SOCIAL = "social"
    EMAIL = "email"
    DISPLAY = "display"
    PARTNER = "partner"
    CONTENT = "content"
    OFFLINE = "offline"
    DIRECT = "direct"
    OTHER = "other"


KIND_WORDS = {
    ChannelKind.SEARCH: _l("Search"),
    ChannelKind.PAID_SEARCH: _l("Paid search"),
    ChannelKind.SOCIAL: _l("Social media"),
    ChannelKind.EMAIL: _l("E-mail"),
    ChannelKind.DISPLAY: _l("Display ads"),
    ChannelKind.PARTNER: _l("Partner site"),
    ChannelKind.CONTENT: _l("Articles and posts"),
    ChannelKind.OFFLINE: _l("Print and offline"),
    ChannelKind.DIRECT: _l("Direct"),
    ChannelKind.OTHER: _l("Other"),
}


class Channel(Searchable, Versioned, Model):
    """A registered channel; ``name_key`` is what all spellings of its name have in common."""

    __tablename__ = "marketing_channel"
    __searched__: ClassVar[tuple[str, ...]] = ("code", "name")
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"name_key", "search_tokens"})
    __title__ = _l("Promotion channel")
    __labels__: ClassVar = {
        "is_active": _l("In use"),
    }
    __words__: ClassVar = {"kind": {kind.value: text for kind, text in KIND_WORDS.items()}}
    __table_args__ = (sa.Index("ix_marketing_channel_name", "name", "id"),)

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    name_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[ChannelKind]
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name
