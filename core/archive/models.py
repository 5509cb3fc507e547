"""Which exports were made: nothing is removed before its records lie in a file."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Archive(Model):
    """An export of a plugin's records: what it held, when and by whom it was made."""

    __tablename__ = "core_archive"
    __table_args__ = (sa.Index("ix_core_archive_plugin_id", "plugin", "id"),)
    __audited__ = True
    __title__ = _l("Export of a plugin")
    __labels__: ClassVar = {"plugin": _l("Plugin"), "row_count": _l("Rows")}

    plugin: Mapped[str] = mapped_column(sa.String(50))
    version: Mapped[str] = mapped_column(sa.String(50))
    revision: Mapped[str] = mapped_column(sa.String(50))
    row_count: Mapped[int] = mapped_column(sa.BigInteger)
    digest: Mapped[str] = mapped_column(sa.String(64))
    # An export that was made while people worked may lack what they wrote afterwards.
    was_off: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(sa.String(100))

    def __str__(self) -> str:
        return self.plugin
