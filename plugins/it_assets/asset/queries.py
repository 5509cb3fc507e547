"""Questions asked of assets; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.search import found
from plugins.it_assets.asset.models import Asset, State


@cache
def all_assets() -> Select[Asset]:
    """Every asset."""
    return select(Asset)


def whole(asset_id: int) -> Select[Asset]:
    """One asset with all that it refers to."""
    return (
        all_assets()
        .where(Asset.id == asset_id)
        .options(
            joinedload(Asset.model),
            joinedload(Asset.category),
            joinedload(Asset.place),
            joinedload(Asset.supplier),
        )
    )


def tagged(tags: Collection[str]) -> Select[Asset]:
    """The assets with some tags."""
    return all_assets().where(Asset.tag.in_(tags))


def tags_of(keys: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Keys and tags of some assets."""
    return select(Asset.id, Asset.tag).where(Asset.id.in_(keys))


def with_serials(serials: Collection[str]) -> Select[Asset]:
    """The assets with some serial numbers."""
    return all_assets().where(Asset.serial.in_(serials))


def with_keys(keys: Collection[int]) -> Select[Asset]:
    """Some assets with their models and categories, by tag."""
    return (
        all_assets()
        .where(Asset.id.in_(keys))
        .options(joinedload(Asset.model), joinedload(Asset.category))
        .order_by(Asset.tag)
    )


def held_by(user_id: int) -> Select[Asset]:
    """What a user has, by tag."""
    return all_assets().where(Asset.holder_id == user_id).order_by(Asset.tag)


def with_words(words: str, limit: int) -> Select[Asset]:
    """The assets that some words find."""
    return found(Asset, words, limit)


def counts() -> Select[State, int]:
    """How many assets are in each state."""
    return select(Asset.state, func.count()).group_by(Asset.state)


def warranty_ending(first: date, last: date) -> Select[int]:
    """How many warranties end from one day to another."""
    return select(func.count()).where(
        Asset.warranty_until.between(first, last), Asset.state != State.DISPOSED
    )


def bought_from(party_id: int, limit: int) -> Select[Asset]:
    """What a supplier delivered, the latest first."""
    return (
        all_assets()
        .where(Asset.supplier_id == party_id, Asset.purchased_on.is_not(None))
        .order_by(Asset.purchased_on.desc(), Asset.id.desc())
        .limit(limit)
    )
