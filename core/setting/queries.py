"""Questions asked of settings."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, func, select

from core.setting.models import Setting
from core.setting.rules import BETWEEN


def all_settings() -> Select[Setting]:
    """Every value that differs from its default."""
    return select(Setting).order_by(Setting.name)


@cache
def told(*names: str) -> Select[str]:
    """Those of some settings that differ from their defaults, as one text: many pages ask it."""
    one = Setting.name + "=" + Setting.value
    return select(func.aggregate_strings(one, BETWEEN)).where(Setting.name.in_(names))


def named(names: Collection[str]) -> Select[Setting]:
    """The stored values of some settings."""
    return select(Setting).where(Setting.name.in_(names))
