"""Readings of the counters of assets."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Reading(Model):
    """How many units an asset has produced in all, up to and with a day."""

    __tablename__ = "it_assets_reading"
    __audited__ = True
    __audited_under__ = "asset_id"
    __title__ = _l("Reading of the counter")
    __labels__: ClassVar = {
        "asset_id": _l("Asset"),
        "read_on": _l("Read on"),
        "units": _l("Units so far"),
    }
    __table_args__ = (
        sa.UniqueConstraint("asset_id", "read_on"),
        sa.CheckConstraint("units >= 0", name="units"),
    )

    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_asset.id"))
    read_on: Mapped[date]
    units: Mapped[int] = mapped_column(sa.BigInteger)

    def __str__(self) -> str:
        return f"{self.read_on} {self.units}"
