"""Quality records, and what is over its control limit."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Quantity, Rate, Versioned
from core.party.models import Party
from core.search import Searchable
from core.states import Stateful, words
from plugins.service.casework.models import Case
from plugins.service.defect.models import Defect
from plugins.service.quality.rules import TRANSITIONS, State

STATES = {
    State.LOGGED: (_l("Logged"), "secondary"),
    State.CONFIRMED: (_l("Confirmed"), "orange"),
    State.NOTIFIED: (_l("Supplier notified"), "indigo"),
    State.ACTING: (_l("Action taken"), "azure"),
    State.VERIFIED: (_l("Verified"), "green"),
    State.CLOSED: (_l("Closed"), "green"),
    State.REFUTED: (_l("No defect"), "secondary"),
}
VERBS = {
    "confirm": _l("Confirm the defect"),
    "notify": _l("The supplier is notified"),
    "act": _l("Action is taken"),
    "verify": _l("The action is verified"),
    "close": _l("Close the record"),
    "refute": _l("It is no defect"),
    "reopen": _l("Look at it again"),
}


class QualityRecord(Stateful, Versioned, Searchable, Model):
    """Some units of a product with one defect.

    Products are named by their code, as sold lines and cases name them: whoever keeps products
    may be off.
    """

    __tablename__ = "service_quality"
    __audited__ = True
    __title__ = _l("Quality record")
    __searched__: ClassVar[tuple[str, ...]] = ("number", "product_code", "title", "batch")
    __labels__: ClassVar = {
        "product_code": _l("Product code"),
        "title": _l("Product"),
        "variant": _l("Variant"),
        "batch": _l("Batch"),
        "quantity": _l("Defective units"),
        "note": _l("What was found"),
        "action": _l("Action against it"),
        "verification": _l("How it was verified"),
        "defect_id": _l("Defect"),
        "case_id": _l("Case"),
        "case_line_id": _l("Line of the case"),
        "found_on": _l("Found on"),
        "logged_at": _l("Entered"),
        "logged_by_id": _l("Entered by"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATES)}
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("product_code <> '' OR title <> ''", name="some_product"),
        sa.CheckConstraint(
            "state NOT IN ('verified', 'closed') OR (action <> '' AND verification <> '')",
            name="verified",
        ),
        sa.Index("ix_service_quality_found", "found_on", "id"),
        sa.Index("ix_service_quality_state", "state", "found_on", "id"),
        sa.Index("ix_service_quality_product", "product_code", "found_on", "id"),
        sa.Index("ix_service_quality_supplier", "supplier_id", "found_on", "id"),
        sa.Index("ix_service_quality_defect", "defect_id", "found_on", "id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    state: Mapped[State] = mapped_column(default=State.LOGGED)
    defect_id: Mapped[int] = mapped_column(sa.ForeignKey("service_defect.id"))
    product_code: Mapped[str] = mapped_column(sa.String(64), default="")
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    variant: Mapped[str] = mapped_column(sa.String(100), default="")
    batch: Mapped[str] = mapped_column(sa.String(64), default="")
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service_case.id"), index=True)
    case_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("service_case_line.id"), unique=True
    )
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    found_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    action: Mapped[str] = mapped_column(sa.Text, default="")
    verification: Mapped[str] = mapped_column(sa.Text, default="")
    logged_at: Mapped[datetime]
    logged_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))

    defect: Mapped[Defect] = relationship(Defect, lazy="raise")
    supplier: Mapped[Party | None] = relationship(Party, lazy="raise")
    case: Mapped[Case | None] = relationship(Case, lazy="raise")

    def __str__(self) -> str:
        return f"{self.number} {self.title or self.product_code}"

    @property
    def steps(self) -> list[str]:
        """What may be done now: a supplier is told before anything else is done."""
        skipped = "act" if self.state is State.CONFIRMED and self.supplier_id else ""
        skipped = "notify" if self.state is State.CONFIRMED and not self.supplier_id else skipped
        return [verb for verb in VERBS if self.can(verb) and verb != skipped]


class By(enum.Enum):
    """What defect rates are told by."""

    PRODUCT = "product"
    SUPPLIER = "supplier"
    MONTH = "month"


BYS = {
    By.PRODUCT: _l("By product"),
    By.SUPPLIER: _l("By supplier"),
    By.MONTH: _l("By month"),
}


class Alarm(Model):
    """A product or supplier whose defect rate is over its control limit; made anew by a job.

    ``key`` is the product's code, or the key of the supplier.
    """

    __tablename__ = "service_quality_alarm"
    __table_args__ = (sa.UniqueConstraint("by", "key"),)

    by: Mapped[By]
    key: Mapped[str] = mapped_column(sa.String(64))
    label: Mapped[str] = mapped_column(sa.String(280))
    sold: Mapped[Decimal] = mapped_column(Quantity)
    defective: Mapped[Decimal] = mapped_column(Quantity)
    rate: Mapped[Decimal] = mapped_column(Rate)
    limit: Mapped[Decimal] = mapped_column(Rate)
    computed_at: Mapped[datetime]
