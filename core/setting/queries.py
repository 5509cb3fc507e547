"""Questions asked of settings."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, bindparam, select

from core.setting.models import Setting


def all_settings() -> Select[Setting]:
    """Every value that differs from its default."""
    return select(Setting).order_by(Setting.name)


@cache
def values() -> Select[str, str]:
    """Name and stored value of the settings in ``names``, for every page."""
    return select(Setting.name, Setting.value).where(
        Setting.name.in_(bindparam("names", expanding=True))
    )


def named(names: Collection[str]) -> Select[Setting]:
    """The stored values of some settings."""
    return select(Setting).where(Setting.name.in_(names))
