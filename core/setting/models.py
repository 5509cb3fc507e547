"""The values that differ from their declared defaults."""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned


class Setting(Versioned, Model):
    """One setting of the deployment, kept as the text that was typed."""

    __tablename__ = "core_setting"
    __audited__ = True
    __title__ = _l("Setting")
    __labels__: ClassVar = {"name": _l("Setting"), "value": _l("Value")}

    name: Mapped[str] = mapped_column(sa.String(100), unique=True)
    value: Mapped[str] = mapped_column(sa.String(500))

    def __str__(self) -> str:
        return self.name
