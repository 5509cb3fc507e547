"""Questions asked of categories; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from plugins.it_assets.category.models import Category


def all_categories() -> Select[Category]:
    """Every category."""
    return select(Category)


def in_order() -> Select[Category]:
    """Every category by name."""
    return all_categories().order_by(Category.name)


def named(name: str) -> Select[Category]:
    """The category with a name."""
    return all_categories().where(Category.name == name)
