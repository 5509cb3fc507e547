"""Which plugins an administrator has switched on."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class EnabledPlugin(Model):
    """A plugin that is on; the row is deleted when it is switched off."""

    __tablename__ = "core_plugin"
    __audited__ = True
    __title__ = _l("Enabled plugin")
    __labels__: ClassVar = {"name": _l("Plugin")}

    name: Mapped[str] = mapped_column(sa.String(50), unique=True)

    def __str__(self) -> str:
        return self.name


class Epoch(Model):
    """A counter that grows with every change of the enabled set; there is one row.

    No row means that nothing was ever chosen: the bundled plugins are on.
    """

    __tablename__ = "core_plugin_epoch"

    number: Mapped[int]


class WorkerRow(Model):
    """A process that serves pages or runs jobs, as it last said of itself.

    ``epoch`` is the one it builds its answers from; ``oldest`` the one of the oldest request or
    job that it has not finished yet.
    """

    __tablename__ = "core_plugin_worker"

    process: Mapped[str] = mapped_column(sa.String(150), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    epoch: Mapped[int]
    oldest: Mapped[int]
    seen_at: Mapped[datetime]
