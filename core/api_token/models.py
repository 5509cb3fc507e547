"""Tokens, and the answers that were given to requests with an idempotency key."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.user.models import User


class ApiToken(Model):
    """The right to use the API in a user's name, no further than its scopes; its secret is gone.

    A scope is a permission.  What the user may no longer do the token may not do either.
    """

    __tablename__ = "core_api_token"
    __table_args__ = (sa.Index("ix_core_api_token_user", "user_id", "id"),)
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"digest", "last_used_at"})
    __title__ = _l("API token")
    __labels__: ClassVar[dict[str, Any]] = {
        "name": _l("Purpose"),
        "scopes": _l("Scopes"),
        "expires_at": _l("Valid until"),
        "revoked_at": _l("Revoked"),
    }

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(100))
    prefix: Mapped[str] = mapped_column(sa.String(20))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_valid(self, now: datetime) -> bool:
        """Return whether the token opens anything."""
        return self.revoked_at is None and now < self.expires_at


class ApiAnswer(Model):
    """What a request with an idempotency key was answered; the same request gets it again."""

    __tablename__ = "core_api_answer"
    __table_args__ = (
        sa.UniqueConstraint("token_id", "key"),
        sa.Index("ix_core_api_answer_at", "at"),
    )

    token_id: Mapped[int] = mapped_column(sa.ForeignKey("core_api_token.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(200))
    request: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(sa.Text, default="")
