"""Parties, the numbers others know them by, and how to reach them."""

from __future__ import annotations

import enum
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.party.rules import masked
from core.search import Searchable

ROLES = {
    "is_supplier": _l("Supplier"),
    "is_customer": _l("Customer"),
    "is_partner": _l("Partner"),
    "is_vendor": _l("Vendor"),
}


class ContactKind(enum.Enum):
    """A way to reach somebody."""

    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"
    ADDRESS = "address"
    OTHER = "other"


CONTACT_KINDS = {
    ContactKind.PHONE: _l("Telephone"),
    ContactKind.EMAIL: _l("E-mail"),
    ContactKind.WECHAT: _l("WeChat"),
    ContactKind.ADDRESS: _l("Address"),
    ContactKind.OTHER: _l("Other"),
}


class Party(Versioned, Searchable, Model):
    """A company or a person in one or more of four roles."""

    __tablename__ = "core_party"
    __table_args__ = (
        sa.CheckConstraint(
            "is_supplier OR is_customer OR is_partner OR is_vendor", name="some_role"
        ),
        sa.CheckConstraint("code <> ''", name="some_code"),
        sa.Index("ix_core_party_name", "name", "id"),
        sa.Index("ix_core_party_supplier", "is_supplier", "code"),
    )
    __audited__ = True
    __searched__: ClassVar[tuple[str, ...]] = ("code", "name")
    __title__ = _l("Party")
    __labels__: ClassVar = {
        "name": _l("Full name"),
        "is_company": _l("Company"),
        **ROLES,
        "country": _l("Country"),
        "region": _l("Region"),
        "city": _l("City"),
    }

    code: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    is_company: Mapped[bool] = mapped_column(default=True)
    is_supplier: Mapped[bool] = mapped_column(default=False)
    is_customer: Mapped[bool] = mapped_column(default=False)
    is_partner: Mapped[bool] = mapped_column(default=False)
    is_vendor: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    country: Mapped[str] = mapped_column(sa.String(100), default="")
    region: Mapped[str] = mapped_column(sa.String(100), default="")
    city: Mapped[str] = mapped_column(sa.String(100), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")

    identifiers: Mapped[list[Identifier]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Identifier.id"
    )
    contacts: Mapped[list[Contact]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Contact.id"
    )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def discreet(self) -> str:
        """What others' history calls it: a mere customer by the code, for names are personal."""
        is_known = self.is_supplier or self.is_partner or self.is_vendor
        return str(self) if is_known else self.code

    @property
    def roles(self) -> list[str]:
        """What the party is to us, in words."""
        return [str(label) for flag, label in ROLES.items() if getattr(self, flag)]


class Identifier(Model):
    """A number that a register or a platform knows a party by, such as a credit code."""

    __tablename__ = "core_party_identifier"
    __table_args__ = (sa.UniqueConstraint("scheme", "value"),)
    __audited__ = True
    __audited_under__ = "party_id"
    __title__ = _l("Number of a party")
    __labels__: ClassVar = {"scheme": _l("Kind of number"), "value": _l("Number")}

    party_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_party.id", ondelete="CASCADE"), index=True
    )
    scheme: Mapped[str] = mapped_column(sa.String(50))
    value: Mapped[str] = mapped_column(sa.String(100))

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Contact(Model):
    """One way to reach a party."""

    __tablename__ = "core_party_contact"
    __table_args__ = (sa.UniqueConstraint("party_id", "kind", "value"),)
    __audited__ = True
    __audited_under__ = "party_id"
    __title__ = _l("Contact")
    __labels__: ClassVar = {
        "value": _l("Contact"),
        "label": _l("Person or purpose"),
        "is_primary": _l("First choice"),
    }
    # The trail cannot forget, and people may ask to be forgotten.
    __audit_hidden__: ClassVar = frozenset({"value"})
    __words__: ClassVar = {"kind": {kind.value: text for kind, text in CONTACT_KINDS.items()}}

    party_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id", ondelete="CASCADE"))
    kind: Mapped[ContactKind]
    value: Mapped[str] = mapped_column(sa.String(300))
    label: Mapped[str] = mapped_column(sa.String(100), default="")
    is_primary: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """The contact as those read it who need not know it."""
        return masked(self.kind.value, self.value)
