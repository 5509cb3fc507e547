"""Requests for equipment."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.states import Stateful, words
from core.user.models import User
from plugins.it_assets.model.models import EquipmentModel


class State(enum.Enum):
    """How far a request has come."""

    ASKED = "asked"
    APPROVED = "approved"
    ORDERED = "ordered"
    FULFILLED = "fulfilled"
    DECLINED = "declined"


STATES = {
    State.ASKED: (_l("Waits for approval"), "orange"),
    State.APPROVED: (_l("Approved"), "azure"),
    State.ORDERED: (_l("Ordered"), "blue"),
    State.FULFILLED: (_l("Fulfilled"), "green"),
    State.DECLINED: (_l("Declined"), "red"),
}
TRANSITIONS = {
    (State.ASKED, "approve"): State.APPROVED,
    (State.ASKED, "decline"): State.DECLINED,
    (State.DECLINED, "ask"): State.ASKED,
    (State.APPROVED, "ask"): State.ASKED,
    (State.APPROVED, "order"): State.ORDERED,
    (State.ORDERED, "cancel"): State.APPROVED,
    (State.ORDERED, "fulfil"): State.FULFILLED,
}


class Request(Stateful, Versioned, Model):
    """What a colleague needs; ``price`` is what one piece may cost, an estimate until approved.

    :ivar entitled: how many pieces the posts of the colleague are entitled to, and
        ``entitled_price`` how dear ones, on the day of asking; None where nothing is told.
    :ivar had: how many the colleague had, or had asked for, before.
    """

    __tablename__ = "it_assets_request"
    __table_args__ = (
        sa.CheckConstraint("NOT is_beyond OR entitled IS NOT NULL", name="beyond"),
        sa.CheckConstraint("quantity > 0 AND price >= 0", name="quantity"),
        sa.CheckConstraint("title <> '' AND reason <> ''", name="told"),
        sa.Index("ix_it_assets_request_state", "state", "number", "id"),
        sa.Index("ix_it_assets_request_asker", "requested_by_id", "number", "id"),
    )
    __audited__ = True
    __title__ = _l("Request for equipment")
    __labels__: ClassVar = {
        "model_id": _l("Equipment model"),
        "title": _l("What is needed"),
        "price": _l("Estimated price of one"),
        "needed_on": _l("Needed on"),
        "entitled": _l("The post is entitled to"),
        "entitled_price": _l("At most for one"),
        "had": _l("There or asked for before"),
        "is_beyond": _l("Beyond the post"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATES)}

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    model_id: Mapped[int | None] = mapped_column(sa.ForeignKey("it_assets_model.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    quantity: Mapped[int]
    price: Mapped[Decimal]
    reason: Mapped[str] = mapped_column(sa.String(500))
    needed_on: Mapped[date | None]
    entitled: Mapped[int | None]
    entitled_price: Mapped[Decimal | None]
    had: Mapped[int] = mapped_column(default=0, server_default="0")
    is_beyond: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    state: Mapped[State] = mapped_column(default=State.ASKED)
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))

    model: Mapped[EquipmentModel | None] = relationship(EquipmentModel, lazy="raise")
    requested_by: Mapped[User] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Decimal:
        """What all pieces cost together."""
        return self.quantity * self.price
