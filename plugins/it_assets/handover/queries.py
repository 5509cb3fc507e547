"""Questions asked of handovers; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from plugins.it_assets.handover.models import Handover, Item, State


def all_handovers() -> Select[Handover]:
    """Every handover."""
    return select(Handover)


def whole(handover_id: int) -> Select[Handover]:
    """One handover with its assets."""
    return _with_items().where(Handover.id == handover_id)


def own(handover_id: int, user_id: int) -> Select[Handover]:
    """One handover with its assets, if a user receives them or gives them back."""
    return whole(handover_id).where(Handover.user_id == user_id)


def waiting_for(user_id: int) -> Select[Handover]:
    """What a user has not signed yet."""
    return (
        _with_items()
        .where(Handover.user_id == user_id, Handover.state == State.OPEN)
        .order_by(Handover.number)
    )


def told(handover_ids: Collection[int], user_id: int) -> Select[Handover]:
    """Some handovers with their assets, of those that are a user's."""
    return _with_items().where(Handover.id.in_(handover_ids), Handover.user_id == user_id)


def unsigned() -> Select[int]:
    """How many handovers wait for a signature."""
    return select(func.count()).where(Handover.state == State.OPEN)


def waiting(asset_ids: Collection[int]) -> Select[str, str]:
    """The assets that wait for a signature already, by tag, with the number of the handover."""
    return (
        select(Item.tag, Handover.number)
        .join(Handover, Handover.id == Item.handover_id)
        .where(Item.asset_id.in_(asset_ids), Item.is_open)
    )


def signed() -> Select[Handover]:
    """Everything that was signed, with its assets."""
    return _with_items().where(Handover.state == State.SIGNED)


def _with_items() -> Select[Handover]:
    return all_handovers().options(selectinload(Handover.items), joinedload(Handover.prepared_by))
