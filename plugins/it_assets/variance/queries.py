"""Questions asked of the variances of a stocktake; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import CompoundSelect, Select, func, select
from sqlalchemy.orm import joinedload

from plugins.it_assets.asset.models import Asset
from plugins.it_assets.stocktake.models import Line, Stocktake
from plugins.it_assets.stocktake.rules import Verdict


def all_variances() -> Select[Line]:
    """What is not in its place, of all stocktakes."""
    return select(Line).where(Line.verdict != Verdict.PRESENT)


def line(line_id: int) -> Select[Line]:
    """One line with what its page shows."""
    return _whole().where(Line.id == line_id)


def with_keys(keys: Collection[int]) -> Select[Line]:
    """Some lines."""
    return _whole().where(Line.id.in_(keys))


def differences(stocktake_id: int) -> Select[Line]:
    """What is not in its place."""
    return (
        _whole()
        .where(Line.stocktake_id == stocktake_id, Line.verdict != Verdict.PRESENT)
        .order_by(Line.verdict, Line.id)
    )


def _whole() -> Select[Line]:
    return select(Line).options(
        joinedload(Line.stocktake).joinedload(Stocktake.place),
        joinedload(Line.asset).options(joinedload(Asset.model), joinedload(Asset.place)),
        joinedload(Line.model),
        joinedload(Line.seen_by),
    )


def undecided_count(stocktake_id: int) -> Select[int]:
    """How many differences wait for a decision."""
    return select(func.count(Line.id)).where(
        Line.stocktake_id == stocktake_id, Line.verdict != Verdict.PRESENT, Line.decision.is_(None)
    )


def people(stocktake_id: int) -> CompoundSelect[int | None]:
    """Who counted or decided."""
    of = Line.stocktake_id == stocktake_id
    return (
        select(Line.seen_by_id)
        .where(of, Line.seen_by_id.is_not(None))
        .union(select(Line.decided_by_id).where(of, Line.decided_by_id.is_not(None)))
    )
