"""Assets."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Rate, Versioned, enum_type
from core.party.models import Party
from core.search import Searchable
from core.states import Stateful, words
from core.user.models import User
from plugins.it_assets.category.models import METHODS, Category
from plugins.it_assets.depreciation.rules import Method
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place

TAG_LENGTH, SERIAL_LENGTH, NAME_LENGTH, HOLDER_LENGTH = 64, 100, 200, 200


class State(enum.Enum):
    """Where an asset stands in its life."""

    IN_STOCK = "in_stock"
    IN_USE = "in_use"
    IN_REPAIR = "in_repair"
    LOST = "lost"
    DISPOSED = "disposed"


STATES = {
    State.IN_STOCK: (_l("Kept in stock"), "green"),
    State.IN_USE: (_l("In use"), "azure"),
    State.IN_REPAIR: (_l("In repair"), "orange"),
    State.LOST: (_l("Lost"), "red"),
    State.DISPOSED: (_l("Disposed of"), "secondary"),
}
TRANSITIONS = {
    (State.IN_STOCK, "check_out"): State.IN_USE,
    (State.IN_USE, "check_in"): State.IN_STOCK,
    (State.IN_REPAIR, "check_in"): State.IN_REPAIR,
    (State.LOST, "check_in"): State.IN_STOCK,
    (State.IN_STOCK, "repair"): State.IN_REPAIR,
    (State.IN_USE, "repair"): State.IN_REPAIR,
    (State.IN_REPAIR, "to_stock"): State.IN_STOCK,
    (State.IN_REPAIR, "to_holder"): State.IN_USE,
    (State.IN_STOCK, "lose"): State.LOST,
    (State.IN_USE, "lose"): State.LOST,
    (State.LOST, "to_stock"): State.IN_STOCK,
    (State.LOST, "to_holder"): State.IN_USE,
    (State.IN_STOCK, "dispose"): State.DISPOSED,
    (State.IN_REPAIR, "dispose"): State.DISPOSED,
    (State.LOST, "dispose"): State.DISPOSED,
}
LABELS = {
    "tag": _l("Asset tag"),
    "name": _l("Name of the asset"),
    "model_id": _l("Equipment model"),
    "category_id": _l("Equipment category"),
    "serial": _l("Serial number"),
    "place_id": _l("Place of equipment"),
    "supplier_id": _l("Supplier"),
    "order_number": _l("Number of the purchase order"),
    "purchased_on": _l("Purchased on"),
    "cost": _l("Original cost"),
    "currency": _l("Currency"),
    "in_use_on": _l("In use since"),
    "method": _l("Depreciation"),
    "months": _l("Useful life in months"),
    "residual_rate": _l("Residual share"),
    "planned_units": _l("Units in its life"),
    "warranty_until": _l("Warranty until"),
    "retire_on": _l("To be replaced on"),
    "disposed_on": _l("Disposed of on"),
    "state": _l("State"),
    "holder_name": _l("Holder"),
    "note": _l("Note"),
}


class Asset(Searchable, Versioned, Stateful, Model):
    """One piece of equipment.

    How it loses value is taken over from its category once: what is decided later changes no
    year that is closed.

    :ivar in_use_on: the day of first use; depreciation begins in the month after it.
    :ivar holder_name: who has it as of now, which custody tells with its whole past; kept here
        too, because lists need no join then.  ``holder_id`` is the user, if it is one.
    """

    __tablename__ = "it_assets_asset"
    __searched__: ClassVar[tuple[str, ...]] = ("tag", "serial", "name", "holder_name")
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"search_tokens", "holder_id"})
    __title__ = _l("Asset")
    __labels__: ClassVar = LABELS
    __words__: ClassVar = {"state": words(STATES), "method": words(METHODS)}
    __transitions__: ClassVar = TRANSITIONS
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["model_id", "category_id"], ["it_assets_model.id", "it_assets_model.category_id"]
        ),
        sa.CheckConstraint("tag <> ''", name="some_tag"),
        sa.CheckConstraint("serial <> ''", name="some_serial"),
        sa.CheckConstraint("cost >= 0 AND months > 0", name="worth"),
        sa.CheckConstraint("residual_rate BETWEEN 0 AND 1000000", name="residual"),
        sa.CheckConstraint(
            "state NOT IN ('in_stock', 'disposed') OR holder_name = ''", name="nobody_has_it"
        ),
        sa.CheckConstraint("state <> 'in_use' OR holder_name <> ''", name="somebody_has_it"),
        sa.CheckConstraint("(state = 'disposed') = (disposed_on IS NOT NULL)", name="disposed"),
        sa.CheckConstraint("holder_id IS NULL OR holder_name <> ''", name="holder_named"),
        sa.Index("ix_it_assets_asset_state", "state", "tag", "id"),
        sa.Index("ix_it_assets_asset_category", "category_id", "tag", "id"),
        sa.Index("ix_it_assets_asset_model", "model_id", "tag", "id"),
        sa.Index("ix_it_assets_asset_place", "place_id", "tag", "id"),
        sa.Index("ix_it_assets_asset_holder", "holder_id", "tag", "id"),
        sa.Index("ix_it_assets_asset_holder_name", "holder_name", "id"),
        sa.Index("ix_it_assets_asset_supplier", "supplier_id", "purchased_on", "id"),
        sa.Index("ix_it_assets_asset_warranty", "warranty_until", "id"),
        sa.Index("ix_it_assets_asset_purchased", "purchased_on", "id"),
        sa.Index("ix_it_assets_asset_name", "name", "id"),
        sa.Index("ix_it_assets_asset_cost", "cost", "id"),
    )

    tag: Mapped[str] = mapped_column(sa.String(TAG_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    model_id: Mapped[int]
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_category.id"))
    serial: Mapped[str | None] = mapped_column(sa.String(SERIAL_LENGTH), unique=True)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("it_assets_place.id"))
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    order_number: Mapped[str] = mapped_column(sa.String(64), default="")
    purchased_on: Mapped[date | None]
    cost: Mapped[Decimal] = mapped_column(default=Decimal("0.00"))
    currency: Mapped[str] = mapped_column(sa.String(3))
    in_use_on: Mapped[date | None]
    method: Mapped[Method] = mapped_column(enum_type(Method))
    months: Mapped[int]
    residual_rate: Mapped[Decimal] = mapped_column(Rate)
    planned_units: Mapped[int] = mapped_column(default=0)
    warranty_until: Mapped[date | None]
    retire_on: Mapped[date | None]
    disposed_on: Mapped[date | None]
    state: Mapped[State] = mapped_column(default=State.IN_STOCK)
    holder_name: Mapped[str] = mapped_column(sa.String(HOLDER_LENGTH), default="")
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    note: Mapped[str] = mapped_column(sa.String(2000), default="")

    model: Mapped[EquipmentModel] = relationship(
        EquipmentModel, lazy="raise", primaryjoin="EquipmentModel.id == foreign(Asset.model_id)"
    )
    category: Mapped[Category] = relationship(Category, lazy="raise")
    place: Mapped[Place | None] = relationship(Place, lazy="raise")
    supplier: Mapped[Party | None] = relationship(Party, lazy="raise")
    holder: Mapped[User | None] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return f"{self.name} ({self.tag})"
