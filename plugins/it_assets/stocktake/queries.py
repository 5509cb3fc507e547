"""Questions asked of stocktakes; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from plugins.it_assets.asset.models import Asset
from plugins.it_assets.asset.models import State as AssetState
from plugins.it_assets.place.models import Place
from plugins.it_assets.stocktake.models import Line, State, Stocktake

AROUND = (AssetState.IN_STOCK, AssetState.IN_USE)


def all_stocktakes() -> Select[Stocktake]:
    """Every stocktake with its place."""
    return select(Stocktake).join(Place, Place.id == Stocktake.place_id)


def stocktake(stocktake_id: int) -> Select[Stocktake]:
    """One stocktake with its place."""
    return (
        select(Stocktake)
        .where(Stocktake.id == stocktake_id)
        .options(joinedload(Stocktake.place), joinedload(Stocktake.opened_by))
    )


def counting() -> Select[Stocktake]:
    """The stocktakes that go on now."""
    return (
        select(Stocktake)
        .where(Stocktake.state == State.COUNTING)
        .options(joinedload(Stocktake.place))
        .order_by(Stocktake.id)
    )


def live_at(place_id: int) -> Select[int]:
    """The stocktake of a place that is not over."""
    return select(Stocktake.id).where(
        Stocktake.place_id == place_id, Stocktake.state.in_((State.COUNTING, State.REVIEW))
    )


def all_lines() -> Select[Line]:
    """The lines of all stocktakes."""
    return select(Line)


def counts(stocktake_id: int) -> Select[*tuple[Any, ...]]:
    """How many things were found how."""
    return (
        select(Line.verdict, func.count(Line.id))
        .where(Line.stocktake_id == stocktake_id)
        .group_by(Line.verdict)
    )


def found(stocktake_id: int, asset_ids: Collection[int], codes: Collection[str]) -> Select[Line]:
    """The lines that some assets and unknown codes have already."""
    return select(Line).where(
        Line.stocktake_id == stocktake_id, Line.asset_id.in_(asset_ids) | Line.code.in_(codes)
    )


def expected(place_id: int) -> Select[int]:
    """The assets that should be at a place; those in repair are away."""
    return (
        select(Asset.id)
        .where(Asset.place_id == place_id, Asset.state.in_(AROUND))
        .order_by(Asset.tag)
    )


def coded(codes: Collection[str], keys: Collection[int]) -> Select[Asset]:
    """The assets that codes mean: by their keys, tags or serial numbers, in capitals or small."""
    small = [one.lower() for one in codes]
    return select(Asset).where(
        Asset.id.in_(keys) | func.lower(Asset.tag).in_(small) | func.lower(Asset.serial).in_(small)
    )
