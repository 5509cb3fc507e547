"""What can be wrong with goods."""

from __future__ import annotations

import enum
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Versioned
from core.states import words


class Severity(enum.Enum):
    """How bad a defect is."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


SEVERITIES = {
    Severity.MINOR: (_l("Minor"), "secondary"),
    Severity.MAJOR: (_l("Major"), "orange"),
    Severity.CRITICAL: (_l("Critical"), "red"),
}


class Defect(Versioned, Model):
    """One kind of defect; its code stays, since records and papers name it."""

    __tablename__ = "service_defect"
    __audited__ = True
    __title__ = _l("Kind of defect")
    __labels__: ClassVar = {
        "severity": _l("Severity"),
        "is_active": _l("In use"),
    }
    __words__: ClassVar = {"severity": words(SEVERITIES)}
    __table_args__ = (sa.CheckConstraint("code <> '' AND name <> ''", name="named"),)

    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    severity: Mapped[Severity] = mapped_column(default=Severity.MAJOR)
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
