"""Passkeys of users."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model

NAME_LENGTH = 100


class Passkey(Model):
    """The public half of a key that a device made for a user."""

    __tablename__ = "core_passkey"
    __table_args__ = (sa.Index("ix_core_passkey_user_id", "user_id"),)
    __audited__ = True
    __audited_under__ = "user_id"
    __audit_ignored__: ClassVar[frozenset[str]] = frozenset({"sign_count", "used_at"})
    __audit_hidden__: ClassVar[frozenset[str]] = frozenset({"credential_id", "public_key"})
    __title__ = _l("Passkey")
    __labels__: ClassVar[dict[str, Any]] = {
        "credential_id": _l("Number of the passkey"),
        "public_key": _l("Public key"),
    }

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    # Both in base64url; a number has at most 1,023 bytes.
    credential_id: Mapped[str] = mapped_column(sa.String(1_400), unique=True)
    public_key: Mapped[str] = mapped_column(sa.Text)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.name
