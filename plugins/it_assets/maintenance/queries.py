"""Questions asked of maintenance; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload

from plugins.it_assets.asset.models import Asset
from plugins.it_assets.asset.models import State as AssetState
from plugins.it_assets.maintenance.models import OPEN, Maintenance, Plan, State
from plugins.it_assets.model.models import EquipmentModel

OURS = (AssetState.IN_STOCK, AssetState.IN_USE, AssetState.IN_REPAIR)


def all_maintenance() -> Select[Maintenance]:
    """All maintenance with its asset."""
    return select(Maintenance).join(Asset, Asset.id == Maintenance.asset_id)


def maintenance(maintenance_id: int) -> Select[Maintenance]:
    """One repair or planned maintenance with all that its page shows."""
    return (
        select(Maintenance)
        .where(Maintenance.id == maintenance_id)
        .options(
            joinedload(Maintenance.asset).joinedload(Asset.model),
            joinedload(Maintenance.plan),
            joinedload(Maintenance.vendor),
            joinedload(Maintenance.reported_by),
        )
    )


def told(maintenance_ids: Collection[int]) -> Select[Maintenance]:
    """Some pieces of maintenance with their assets."""
    whole = select(Maintenance).options(joinedload(Maintenance.asset))
    return whole.where(Maintenance.id.in_(maintenance_ids))


def of_asset(asset_id: int) -> Select[Maintenance]:
    """What was or will be done to an asset, the latest first."""
    return (
        select(Maintenance)
        .where(Maintenance.asset_id == asset_id, Maintenance.state != State.CANCELLED)
        .options(joinedload(Maintenance.vendor))
        .order_by(Maintenance.id.desc())
    )


def others_running(maintenance: Maintenance) -> Select[int]:
    """Other repairs that keep the same asset away."""
    return select(Maintenance.id).where(
        Maintenance.asset_id == maintenance.asset_id,
        Maintenance.id != maintenance.id,
        Maintenance.state == State.RUNNING,
    )


def capitalised(asset_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """The repairs that were added to the cost of an asset, or of all: asset, day and cost."""
    asked = (
        select(Maintenance.asset_id, Maintenance.finished_on, Maintenance.cost)
        .where(Maintenance.is_capitalised)
        .order_by(Maintenance.finished_on, Maintenance.id)
    )
    return asked if asset_id is None else asked.where(Maintenance.asset_id == asset_id)


def all_plans() -> Select[Plan]:
    """Every plan with its model."""
    return select(Plan).join(EquipmentModel, EquipmentModel.id == Plan.model_id)


def plan_named(model_id: int, title: str) -> Select[int]:
    """The plan of a model that has a title."""
    return select(Plan.id).where(Plan.model_id == model_id, Plan.title == title)


def plan(plan_id: int) -> Select[Plan]:
    """One plan with its model."""
    return select(Plan).where(Plan.id == plan_id).options(joinedload(Plan.model))


def asset_tagged(tag: str) -> Select[Asset]:
    """The asset with a tag, in capitals or small."""
    return select(Asset).where(func.lower(Asset.tag) == tag.strip().lower())


def idle() -> Select[*tuple[Any, ...]]:
    """The assets in use that a plan counts for and that have none of it open.

    With the plan and the day on which it was last done, if ever.
    """
    of_pair = and_(Maintenance.asset_id == Asset.id, Maintenance.plan_id == Plan.id)
    last = (
        select(func.max(Maintenance.finished_on))
        .where(of_pair, Maintenance.state == State.DONE)
        .correlate(Asset, Plan)
        .scalar_subquery()
    )
    is_open = select(Maintenance.id).where(of_pair, Maintenance.state.in_(OPEN))
    return (
        select(Asset, Plan, last)
        .join(Plan, Plan.model_id == Asset.model_id)
        .where(Plan.is_active, Asset.state.in_(OURS), ~is_open.correlate(Asset, Plan).exists())
        .order_by(Asset.id, Plan.id)
    )


def due_count(on: date) -> Select[int]:
    """How much planned maintenance is due by a day."""
    return select(func.count(Maintenance.id)).where(
        Maintenance.state == State.PLANNED, Maintenance.due_on <= on
    )
