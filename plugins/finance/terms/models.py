"""Settlement terms: one row for each supplier and stretch of time, and the default of all."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import PeriodKind
from core.db import Model, Rate, enum_type
from core.party.models import Party
from core.states import words

SINCE_EVER = date(1, 1, 1)
FOR_EVER = date(9999, 12, 31)


class Mode(enum.Enum):
    """What a supplier is paid for: the sale less commission, an agreed cost, or the receipt."""

    COMMISSION = "commission"
    SOLD_THROUGH = "sold_through"
    BOUGHT = "bought"


class Basis(enum.Enum):
    """Which amounts of a line count; ``paid`` is the price less what the supplier grants."""

    PRICE = "price"
    PRICE_FREIGHT = "price+freight"
    PAID = "paid"
    PAID_FREIGHT = "paid+freight"


class Event(enum.Enum):
    """Which date of a line decides when it becomes payable."""

    SIGNED = "signed"
    PAID = "paid"


MODES = {
    Mode.COMMISSION: _l("Sale less commission"),
    Mode.SOLD_THROUGH: _l("Agreed cost of what was sold"),
    Mode.BOUGHT: _l("Purchase price of what was received"),
}
BASES = {
    Basis.PRICE: _l("Price"),
    Basis.PRICE_FREIGHT: _l("Price and freight"),
    Basis.PAID: _l("Price less the supplier's discount"),
    Basis.PAID_FREIGHT: _l("Price less the supplier's discount, and freight"),
}
EVENTS = {Event.SIGNED: _l("Signed for"), Event.PAID: _l("Paid by the buyer")}
PERIODS = {
    PeriodKind.MONTH: _l("Month"),
    PeriodKind.HALF_MONTH: _l("Half a month"),
    PeriodKind.WEEK: _l("Week"),
    PeriodKind.CUSTOM: _l("Any period"),
}


class Terms(Model):
    """What holds for a supplier (or, without one, for all others) from one day until another.

    ``valid_to`` is the first day on which it no longer holds.
    """

    __tablename__ = "finance_terms"
    __title__ = _l("Settlement terms")
    __labels__: ClassVar = {
        "valid_from": _l("From"),
        "valid_to": _l("Until before"),
        "mode": _l("What is paid"),
        "rate": _l("Commission"),
        "basis": _l("Settled amount"),
        "commission_on": _l("Commission is charged on"),
        "after_sale_days": _l("Days of the after-sale window"),
        "event": _l("The days count from"),
        "period_kind": _l("Period"),
    }
    __words__: ClassVar = {
        "mode": words(MODES),
        "basis": words(BASES),
        "commission_on": words(BASES),
        "event": words(EVENTS),
        "period_kind": words(PERIODS),
    }
    __audited__ = True
    __named_after__ = ("supplier_id",)
    __table_args__ = (
        sa.UniqueConstraint("supplier_id", "valid_from"),
        sa.Index(
            "uq_finance_terms_default",
            "valid_from",
            unique=True,
            sqlite_where=sa.text("supplier_id IS NULL"),
            postgresql_where=sa.text("supplier_id IS NULL"),
        ),
        sa.CheckConstraint("valid_from < valid_to", name="order_of_days"),
        sa.CheckConstraint("rate >= 0 AND rate <= 1000000", name="rate"),
        sa.CheckConstraint("after_sale_days >= 0", name="after_sale_days"),
    )

    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date] = mapped_column(default=FOR_EVER)
    mode: Mapped[Mode]
    rate: Mapped[Decimal] = mapped_column(Rate)
    basis: Mapped[Basis]
    commission_on: Mapped[Basis] = mapped_column(enum_type(Basis, "commission_on"))
    after_sale_days: Mapped[int]
    event: Mapped[Event]
    period_kind: Mapped[PeriodKind]

    supplier: Mapped[Party | None] = relationship(Party, lazy="raise")
    rates: Mapped[list[CategoryRate]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="CategoryRate.category"
    )
    costs: Mapped[list[AgreedCost]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AgreedCost.product_code"
    )

    def __str__(self) -> str:
        return f"{self.supplier_id or '*'} {self.valid_from}"

    @property
    def says(self) -> tuple[object, ...]:
        """All that was agreed, to compare with other terms."""
        return (
            self.mode,
            self.rate,
            self.basis,
            self.commission_on,
            self.after_sale_days,
            self.event,
            self.period_kind,
            {one.category: one.rate for one in self.rates},
            {one.product_code: one.unit_cost for one in self.costs},
        )


class CategoryRate(Model):
    """Another rate for one category."""

    __tablename__ = "finance_terms_rate"
    __title__ = _l("Commission of a category")
    __labels__: ClassVar = {
        "terms_id": _l("Settlement terms"),
        "category": _l("Category"),
        "rate": _l("Commission"),
    }
    __audited__ = True
    __table_args__ = (
        sa.UniqueConstraint("terms_id", "category"),
        sa.CheckConstraint("rate >= 0 AND rate <= 1000000", name="rate"),
    )

    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("finance_terms.id", ondelete="CASCADE"))
    category: Mapped[str] = mapped_column(sa.String(100))
    rate: Mapped[Decimal] = mapped_column(Rate)

    def __str__(self) -> str:
        return self.category


class AgreedCost(Model):
    """What one sold unit of a product costs us under terms of mode "sold through"."""

    __tablename__ = "finance_terms_cost"
    __title__ = _l("Agreed cost")
    __labels__: ClassVar = {
        "terms_id": _l("Settlement terms"),
        "product_code": _l("Product"),
        "unit_cost": _l("Agreed cost"),
    }
    __audited__ = True
    __table_args__ = (
        sa.UniqueConstraint("terms_id", "product_code"),
        sa.CheckConstraint("unit_cost >= 0", name="unit_cost"),
    )

    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("finance_terms.id", ondelete="CASCADE"))
    product_code: Mapped[str] = mapped_column(sa.String(64))
    unit_cost: Mapped[Decimal]

    def __str__(self) -> str:
        return self.product_code
