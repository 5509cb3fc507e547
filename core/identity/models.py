"""Identities of users."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model

LENGTH = 255  # what OpenID Connect allows a subject


class Identity(Model):
    """The account at a provider by which a user comes in; an e-mail address may change, it not."""

    __tablename__ = "core_identity"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject"),
        sa.UniqueConstraint("user_id", "issuer"),
    )
    __audited__ = True
    __audited_under__ = "user_id"
    __title__ = _l("Account at the single sign-on")
    __labels__: ClassVar[dict[str, Any]] = {
        "issuer": _l("Provider"),
        "subject": _l("Number at the provider"),
    }

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(sa.String(LENGTH))
    subject: Mapped[str] = mapped_column(sa.String(LENGTH))
    created_at: Mapped[datetime]

    def __str__(self) -> str:
        return self.issuer
