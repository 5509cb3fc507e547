"""A profile that somebody made; it is used like those that lie beside an importer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.user.models import User


class ImportProfile(Model):
    """What the columns of some file mean, as a profile in TOML would say it."""

    __tablename__ = "core_import_profile"
    __table_args__ = (sa.UniqueConstraint("importer", "name"),)
    __audited__ = True
    __title__ = _l("Profile of an import")
    __labels__: ClassVar = {
        "importer": _l("Import"),
        "content": _l("Columns"),
    }

    importer: Mapped[str] = mapped_column(sa.String(50))
    name: Mapped[str] = mapped_column(sa.String(50))
    content: Mapped[dict[str, Any]]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime]

    created_by: Mapped[User] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.name
