"""The numbers and accounts by which customers are known."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.party.rules import masked
from core.states import words

HOME = "+86"
# Platforms are called by their names.
SOURCES = {
    "entered": _l("Entered by hand"),
    "api": _l("By a program"),
    "orders": _l("From orders"),
}


class Kind(enum.Enum):
    """What sort of number or account it is."""

    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"
    QQ = "qq"
    PLATFORM = "platform"


KINDS = {
    Kind.PHONE: _l("Telephone"),
    Kind.EMAIL: _l("E-mail"),
    Kind.WECHAT: _l("WeChat openid"),
    Kind.QQ: _l("QQ"),
    Kind.PLATFORM: _l("Platform account"),
}


class Consent(enum.Enum):
    """Whether the customer agreed to be reached this way."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


CONSENTS = {
    Consent.UNKNOWN: (_l("Not asked"), "secondary"),
    Consent.GIVEN: (_l("Agreed"), "green"),
    Consent.WITHDRAWN: (_l("Withdrawn"), "red"),
}


class Identity(Model):
    """One number or account of a customer, in the form in which equal ones are equal.

    Two customers may have the same: a family's telephone, or one person twice.
    """

    __tablename__ = "service_identity"
    __audited__ = True
    __audited_under__ = "party_id"
    __title__ = _l("Identity")
    __labels__: ClassVar = {
        "scope": _l("Platform or app"),
        "value": _l("Identity"),
        "is_verified": _l("Verified"),
        "consent": _l("Consent"),
        "consent_at": _l("Consent noted"),
        "purpose": _l("Purpose"),
        "source": _l("Source"),
        "added_at": _l("Entered"),
    }
    # The trail cannot forget, and people may ask to be forgotten.
    __audit_hidden__: ClassVar = frozenset({"value"})
    __words__: ClassVar = {
        "kind": words(KINDS),
        "consent": words(CONSENTS),
        "source": SOURCES,
    }
    __table_args__ = (
        sa.UniqueConstraint("party_id", "kind", "scope", "value"),
        sa.CheckConstraint("value <> ''", name="some_value"),
        sa.Index("ix_service_identity_value", "kind", "scope", "value", "party_id"),
    )

    party_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id", ondelete="CASCADE"))
    kind: Mapped[Kind]
    scope: Mapped[str] = mapped_column(sa.String(60), default="")
    value: Mapped[str] = mapped_column(sa.String(200))
    is_verified: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[Consent] = mapped_column(default=Consent.UNKNOWN)
    consent_at: Mapped[datetime | None]
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    source: Mapped[str] = mapped_column(sa.String(60), default="")
    added_at: Mapped[datetime]

    def __str__(self) -> str:
        return self.masked

    @property
    def shown(self) -> str:
        """The identity as people write it."""
        return self.value.removeprefix(HOME) if self.kind is Kind.PHONE else self.value

    @property
    def masked(self) -> str:
        """The identity as those read it who need not know it."""
        return masked(self.kind.value, self.shown)
