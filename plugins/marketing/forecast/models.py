"""Locked forecasts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Forecast(Model):
    """What a campaign was expected to bring when it started; triggers refuse any change."""

    __tablename__ = "marketing_forecast"
    __audited__ = True
    __audited_under__ = "campaign_id"
    __named_after__ = ("campaign_id",)
    __title__ = _l("Forecast")
    __labels__: ClassVar = {
        "orders": _l("Orders"),
        "revenue": _l("Net revenue"),
        "customers": _l("New customers"),
        "cost": _l("Cost"),
        "campaign_id": _l("Campaign"),
        "locked_at": _l("Locked"),
        "locked_by_id": _l("Locked by"),
    }
    __table_args__ = (
        sa.CheckConstraint(
            "orders >= 0 AND revenue >= 0 AND customers >= 0 AND cost >= 0", name="positive"
        ),
    )

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("marketing_campaign.id"), unique=True)
    orders: Mapped[int]
    revenue: Mapped[Decimal]
    customers: Mapped[int]
    cost: Mapped[Decimal]
    locked_at: Mapped[datetime]
    locked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))

    def __str__(self) -> str:
        return str(self.campaign_id)
