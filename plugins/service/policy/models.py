"""After-sales policies of categories, from a day on."""

from __future__ import annotations

import enum
from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.states import words


class Right(enum.Enum):
    """What a customer may ask for."""

    NO_REASON = "no_reason"
    EXCHANGE = "exchange"
    REPAIR = "repair"


RIGHTS = {
    Right.NO_REASON: _l("Return without a reason"),
    Right.EXCHANGE: _l("Exchange of what is faulty"),
    Right.REPAIR: _l("Repair under warranty"),
}


class Policy(Model):
    """How many days a right lasts for a category; no category means all others.

    No day at all says that the category is excluded, which customers must have confirmed when
    they bought.
    """

    __tablename__ = "service_policy"
    __audited__ = True
    __title__ = _l("After-sales policy")
    __labels__: ClassVar = {
        "entitlement": _l("Right"),
        "category": _l("Category"),
        "valid_from": _l("From"),
        "days": _l("Days"),
        "basis": _l("Basis"),
    }
    __words__: ClassVar = {"entitlement": words(RIGHTS)}
    __table_args__ = (
        sa.UniqueConstraint("entitlement", "category", "valid_from"),
        sa.CheckConstraint("days >= 0", name="days"),
        sa.Index("ix_service_policy_from", "valid_from", "id"),
    )

    entitlement: Mapped[Right]
    category: Mapped[str] = mapped_column(sa.String(100), default="")
    valid_from: Mapped[date]
    days: Mapped[int]
    basis: Mapped[str] = mapped_column(sa.String(200), default="")

    def __str__(self) -> str:
        return f"{RIGHTS[self.entitlement][0]} {self.category} {self.valid_from}"
