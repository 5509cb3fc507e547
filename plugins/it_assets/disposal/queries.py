"""Questions asked of disposals; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from plugins.it_assets.disposal.models import Disposal, State


def all_disposals() -> Select[Disposal]:
    """Every disposal."""
    return select(Disposal)


def whole(disposal_id: int) -> Select[Disposal]:
    """One disposal with its asset."""
    return (
        all_disposals()
        .where(Disposal.id == disposal_id)
        .options(joinedload(Disposal.asset), joinedload(Disposal.asked_by))
    )


def of_asset(asset_id: int) -> Select[Disposal]:
    """The disposal of an asset that is asked for or done."""
    return all_disposals().where(Disposal.asset_id == asset_id, Disposal.state != State.DECLINED)
