"""Questions asked of places; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from plugins.it_assets.place.models import Place


def all_places() -> Select[Place]:
    """Every place."""
    return select(Place)


def in_use() -> Select[Place]:
    """The places in use, by name."""
    return all_places().where(Place.is_active).order_by(Place.name)


def usable(place_id: int) -> Select[Place]:
    """One place, if it is in use."""
    return in_use().where(Place.id == place_id)


def named(names: Collection[str]) -> Select[Place]:
    """The places with some names."""
    return all_places().where(Place.name.in_(names))
