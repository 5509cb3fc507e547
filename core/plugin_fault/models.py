"""What crashed in a plugin, how often, and when last."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class PluginFault(Model):
    """The crashes of one plugin in one hook, the last of them in words."""

    __tablename__ = "core_plugin_fault"
    __table_args__ = (sa.UniqueConstraint("plugin", "hook"),)

    plugin: Mapped[str] = mapped_column(sa.String(100))
    hook: Mapped[str] = mapped_column(sa.String(100))
    error: Mapped[str] = mapped_column(sa.Text)
    count: Mapped[int]
    last_at: Mapped[datetime]

    def __str__(self) -> str:
        return f"{self.plugin} {self.hook}"
