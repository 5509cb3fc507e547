"""Places of equipment."""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned

NAME_LENGTH, ADDRESS_LENGTH = 200, 500


class Place(Versioned, Model):
    """Where equipment is kept or used, such as a room or a branch."""

    __tablename__ = "it_assets_place"
    __audited__ = True
    __title__ = _l("Place of equipment")
    __labels__: ClassVar = {
        "name": _l("Name of the place"),
        "address": _l("Address"),
        "is_active": _l("In use"),
    }

    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH), unique=True)
    address: Mapped[str] = mapped_column(sa.String(ADDRESS_LENGTH), default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name
