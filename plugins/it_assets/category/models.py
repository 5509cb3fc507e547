"""Categories of equipment."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Rate, Versioned, enum_type
from core.states import words
from plugins.it_assets.depreciation.rules import Method

METHODS = {
    Method.STRAIGHT_LINE: _l("Straight line"),
    Method.DOUBLE_DECLINING: _l("Double declining balance"),
    Method.YEARS_DIGITS: _l("Sum of the years' digits"),
    Method.UNITS: _l("Units of production"),
}
NAME_LENGTH = 100


class Category(Versioned, Model):
    """Equipment of one kind; new assets take over how it loses value.

    :ivar terms: what who receives an asset of this kind agrees to.
    """

    __tablename__ = "it_assets_category"
    __audited__ = True
    __title__ = _l("Equipment category")
    __labels__: ClassVar = {
        "name": _l("Name of the category"),
        "method": _l("Depreciation"),
        "months": _l("Useful life in months"),
        "residual_rate": _l("Residual share"),
        "terms": _l("Terms of use"),
    }
    __words__: ClassVar = {"method": words(METHODS)}
    __table_args__ = (
        sa.CheckConstraint("months > 0", name="months"),
        sa.CheckConstraint("residual_rate BETWEEN 0 AND 1000000", name="residual"),
        sa.CheckConstraint(
            "method NOT IN ('double_declining', 'years_digits') OR months % 12 = 0",
            name="whole_years",
        ),
    )

    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH), unique=True)
    method: Mapped[Method] = mapped_column(enum_type(Method), default=Method.STRAIGHT_LINE)
    months: Mapped[int] = mapped_column(default=36)
    residual_rate: Mapped[Decimal] = mapped_column(Rate, default=Decimal("0.05"))
    terms: Mapped[str] = mapped_column(sa.String(2000), default="")

    def __str__(self) -> str:
        return self.name
