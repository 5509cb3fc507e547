"""Questions asked of settings."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from core.setting.models import Setting


def all_settings() -> Select[Setting]:
    """Every value that differs from its default."""
    return select(Setting).order_by(Setting.name)


def named(names: Collection[str]) -> Select[Setting]:
    """The stored values of some settings."""
    return select(Setting).where(Setting.name.in_(names))
