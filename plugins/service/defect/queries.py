"""Questions asked of kinds of defects; each returns a Select."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from plugins.service.defect.models import Defect


def all_defects() -> Select[Defect]:
    """Every kind of defect."""
    return select(Defect)


def in_use() -> Select[Defect]:
    """The kinds that may be chosen, by code."""
    return select(Defect).where(Defect.is_active).order_by(Defect.code)


def names() -> Select[*tuple[Any, ...]]:
    """Key and name of the kinds that may be chosen, by code."""
    label = Defect.code + " " + Defect.name
    return select(Defect.id, label).where(Defect.is_active).order_by(Defect.code)


def coded(code: str) -> Select[Defect]:
    """The kind with a code."""
    return select(Defect).where(Defect.code == code.strip().upper())
