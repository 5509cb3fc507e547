"""Who is told of what, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Webhook(Model):
    """An address that is told of changes, in the order in which they were committed.

    ``block`` is the last block of the audit trail that it has been told of; without ``kinds`` it
    is told of everything.
    """

    __tablename__ = "core_webhook"
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"block", "failures", "failing_since", "next_try_at"})
    __audit_hidden__: ClassVar = frozenset({"secret"})
    __title__ = _l("Webhook")
    __labels__: ClassVar[dict[str, Any]] = {
        "name": _l("Title"),
        "url": _l("Address"),
        "kinds": _l("Kinds of record"),
        "secret": _l("Secret"),
    }

    name: Mapped[str] = mapped_column(sa.String(100))
    url: Mapped[str] = mapped_column(sa.String(500))
    kinds: Mapped[list[str]] = mapped_column(sa.JSON)
    secret: Mapped[str] = mapped_column(sa.String(100))
    is_active: Mapped[bool] = mapped_column(default=True)
    block: Mapped[int] = mapped_column(sa.BigInteger)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.name


class Delivery(Model):
    """One attempt to tell; ``block`` is 0 for a test."""

    __tablename__ = "core_webhook_delivery"
    __table_args__ = (sa.Index("ix_core_webhook_delivery_webhook", "webhook_id", "id"),)

    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("core_webhook.id", ondelete="CASCADE"))
    block: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[datetime]
    events: Mapped[int]
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    milliseconds: Mapped[int]

    @property
    def is_accepted(self) -> bool:
        """Whether the other side took it."""
        return self.status is not None and not self.error
