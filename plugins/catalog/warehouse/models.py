"""Warehouses."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned


class Warehouse(Versioned, Model):
    """A place where stock lies; the one that ships what shops sell is marked.

    :ivar counts_from: the day since when its stock is kept here; earlier sales did not leave it.
    """

    __tablename__ = "catalog_warehouse"
    __table_args__ = (
        sa.Index(
            "uq_catalog_warehouse_ships",
            "ships",
            unique=True,
            sqlite_where=sa.text("ships"),
            postgresql_where=sa.text("ships"),
        ),
    )
    __audited__ = True
    __title__ = _l("Warehouse")
    __labels__: ClassVar = {
        "name": _l("Name of the warehouse"),
        "ships": _l("Ships the orders"),
        "counts_from": _l("Stock counts from"),
    }

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    ships: Mapped[bool] = mapped_column(default=False)
    counts_from: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name
