"""Plans of maintenance, and what was or will be done to an asset."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.party.models import Party
from core.states import Stateful, words
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.maintenance.rules import downtime
from plugins.it_assets.model.models import EquipmentModel

NOTHING = Decimal("0.00")


class State(enum.Enum):
    """How far maintenance has come."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


STATES = {
    State.PLANNED: (_l("To be done"), "orange"),
    State.RUNNING: (_l("Being done"), "azure"),
    State.DONE: (_l("Done"), "green"),
    State.CANCELLED: (_l("Cancelled"), "secondary"),
}
TRANSITIONS = {
    (State.PLANNED, "start"): State.RUNNING,
    (State.PLANNED, "cancel"): State.CANCELLED,
    (State.RUNNING, "finish"): State.DONE,
}
OPEN = (State.PLANNED, State.RUNNING)
IS_OPEN = sa.text("state IN ('planned', 'running')")


class Plan(Versioned, Model):
    """What is done every few months to all assets of a model."""

    __tablename__ = "it_assets_maintenance_plan"
    __table_args__ = (
        sa.UniqueConstraint("model_id", "title"),
        sa.CheckConstraint("months BETWEEN 1 AND 120", name="months"),
    )
    __audited__ = True
    __title__ = _l("Plan of maintenance")
    __labels__: ClassVar = {
        "model_id": _l("Equipment model"),
        "title": _l("What is done"),
        "months": _l("Every so many months"),
        "is_active": _l("Plan in force"),
    }

    model_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_model.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    months: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)

    model: Mapped[EquipmentModel] = relationship(EquipmentModel, lazy="raise")

    def __str__(self) -> str:
        return self.title


class Maintenance(Stateful, Versioned, Model):
    """A repair, or what a plan wants; several may be open for one asset.

    :ivar is_capitalised: added to the cost of the asset, whose depreciation goes on from there.
    """

    __tablename__ = "it_assets_maintenance"
    __table_args__ = (
        sa.CheckConstraint("cost >= 0", name="cost"),
        sa.CheckConstraint("started_on <= finished_on", name="days"),
        sa.CheckConstraint("(state = 'done') = (finished_on IS NOT NULL)", name="finished"),
        sa.CheckConstraint("NOT is_capitalised OR (state = 'done' AND cost > 0)", name="capital"),
        sa.CheckConstraint("capitalised_by_id <> finished_by_id", name="two_people"),
        sa.Index("ix_it_assets_maintenance_state", "state", "due_on", "id"),
        sa.Index("ix_it_assets_maintenance_due", "due_on", "id"),
        sa.Index(
            "uq_it_assets_maintenance_planned",
            "asset_id",
            "plan_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        sa.Index("ix_it_assets_maintenance_asset", "asset_id", "id"),
    )
    __audited__ = True
    __title__ = _l("Maintenance")
    __labels__: ClassVar = {
        "asset_id": _l("Asset"),
        "plan_id": _l("Plan of maintenance"),
        "title": _l("What is done"),
        "due_on": _l("Due"),
        "vendor_id": _l("Vendor"),
        "started_on": _l("Started"),
        "finished_on": _l("Finished"),
        "cost": _l("Cost of the repair"),
        "is_capitalised": _l("Added to the asset's cost"),
        "result": _l("Result"),
        "reported_at": _l("Reported at"),
        "reported_by_id": _l("Reported by"),
        "finished_by_id": _l("Finished by"),
        "capitalised_by_id": _l("Added to the value by"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATES)}

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_asset.id"))
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("it_assets_maintenance_plan.id"))
    vendor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[State] = mapped_column(default=State.PLANNED)
    due_on: Mapped[date]
    started_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    cost: Mapped[Decimal] = mapped_column(default=NOTHING)
    result: Mapped[str] = mapped_column(sa.String(500), default="")
    is_capitalised: Mapped[bool] = mapped_column(default=False)
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    finished_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    capitalised_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))

    asset: Mapped[Asset] = relationship(Asset, lazy="raise")
    plan: Mapped[Plan | None] = relationship(Plan, lazy="raise")
    vendor: Mapped[Party | None] = relationship(Party, lazy="raise")
    reported_by: Mapped[User] = relationship(
        User, lazy="raise", foreign_keys="Maintenance.reported_by_id"
    )

    def __str__(self) -> str:
        return self.number

    @property
    def downtime(self) -> int | None:
        """The days on which the asset could not be used, once they are over."""
        if self.started_on is None or self.finished_on is None:
            return None
        return downtime(self.started_on, self.finished_on)
