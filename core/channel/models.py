"""Channels and the outbox of what is told over them."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.states import words


class Kind(enum.Enum):
    """What a channel is."""

    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


KINDS = {
    Kind.EMAIL: _l("E-mail"),
    Kind.WECOM: _l("WeCom"),
    Kind.DINGTALK: _l("DingTalk"),
    Kind.FEISHU: _l("Feishu"),
}


class State(enum.Enum):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


STATES = {
    State.WAITING: (_l("Waiting"), "secondary"),
    State.SENT: (_l("Sent"), "green"),
    State.FAILED: (_l("Failed"), "red"),
}


class Channel(Model):
    """Where somebody is told, or the company if ``user_id`` is None.

    ``secret`` is the encrypted address; hours are full ones of the company's clock.
    """

    __tablename__ = "core_channel"
    __audited__ = True
    __audit_hidden__: ClassVar = frozenset({"secret"})
    __table_args__ = (
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet"),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from"),
        sa.CheckConstraint("quiet_to BETWEEN 0 AND 23", name="quiet_to"),
        sa.CheckConstraint("digest BETWEEN 0 AND 23", name="digest"),
    )
    __title__ = _l("Channel")
    __words__: ClassVar = {"kind": words(KINDS)}
    __labels__: ClassVar[dict[str, Any]] = {
        "name": _l("Title"),
        "secret": _l("Address"),
        "quiet_from": _l("Quiet from"),
        "quiet_to": _l("Quiet until"),
        "digest": _l("Daily digest at"),
    }

    user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("core_user.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(sa.String(100))
    secret: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(10))
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    digest: Mapped[int | None]

    def __str__(self) -> str:
        return self.name


class Message(Model):
    """One notification on its way out over one channel."""

    __tablename__ = "core_channel_message"
    __table_args__ = (
        sa.Index("ix_core_channel_message_due", "state", "due_at", "id"),
        sa.Index("ix_core_channel_message_channel", "channel_id", "id"),
        sa.Index("ix_core_channel_message_at", "at", "id"),
    )

    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("core_channel.id", ondelete="CASCADE"))
    notice: Mapped[str] = mapped_column(sa.String(100))
    record_id: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str] = mapped_column(sa.String(200))
    actor_name: Mapped[str] = mapped_column(sa.String(100))
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(500), default="")
