"""Questions asked of custody; each returns a Select."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from plugins.it_assets.asset.models import Asset
from plugins.it_assets.custody.models import Custody


def of_asset(asset_id: int) -> Select[Custody]:
    """Who had an asset, the latest first."""
    return (
        select(Custody)
        .where(Custody.asset_id == asset_id)
        .order_by(Custody.from_on.desc(), Custody.id.desc())
    )


def present(asset_id: int) -> Select[Custody]:
    """Who has an asset now."""
    return select(Custody).where(Custody.asset_id == asset_id, Custody.until_on.is_(None))


def held_by(user_id: int) -> Select[Custody]:
    """What a user has now, by tag."""
    return (
        select(Custody)
        .join(Custody.asset)
        .options(contains_eager(Custody.asset))
        .where(Custody.user_id == user_id, Custody.until_on.is_(None))
        .order_by(Asset.tag)
    )


def with_party(party_id: int, limit: int) -> Select[Custody]:
    """What a party had, the latest first."""
    return (
        select(Custody)
        .join(Custody.asset)
        .options(contains_eager(Custody.asset))
        .where(Custody.party_id == party_id)
        .order_by(Custody.from_on.desc(), Custody.id.desc())
        .limit(limit)
    )


def overdue(on: date) -> Select[int]:
    """How many loans should have come back."""
    return select(func.count()).where(Custody.due_on < on, Custody.until_on.is_(None))


def mismatched() -> Select[str]:
    """The tags of assets whose holder is not the one that custody names."""
    is_open = and_(Custody.asset_id == Asset.id, Custody.until_on.is_(None))
    return (
        select(Asset.tag)
        .outerjoin(Custody, is_open)
        .where(
            or_(
                func.coalesce(Custody.holder_name, "") != Asset.holder_name,
                func.coalesce(Custody.user_id, 0) != func.coalesce(Asset.holder_id, 0),
            )
        )
    )
