"""Stocktakes, and what was found of each thing."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.states import Stateful, words
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place
from plugins.it_assets.stocktake.rules import ALLOWED, Decision, Verdict

LIVE = sa.text("state IN ('counting', 'review')")


class State(enum.Enum):
    """How far a stocktake has come."""

    COUNTING = "counting"
    REVIEW = "review"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATES = {
    State.COUNTING: (_l("Counting"), "azure"),
    State.REVIEW: (_l("Waits for approval"), "orange"),
    State.CLOSED: (_l("Closed"), "green"),
    State.CANCELLED: (_l("Cancelled"), "secondary"),
}
TRANSITIONS = {
    (State.COUNTING, "submit"): State.REVIEW,
    (State.COUNTING, "cancel"): State.CANCELLED,
    (State.REVIEW, "approve"): State.CLOSED,
    (State.REVIEW, "decline"): State.COUNTING,
}
VERDICTS = {
    Verdict.PRESENT: (_l("In place"), "green"),
    Verdict.MISPLACED: (_l("Belongs elsewhere"), "orange"),
    Verdict.MISSING: (_l("Not found"), "red"),
    Verdict.UNREGISTERED: (_l("Not registered"), "purple"),
}
DECISION_WORDS = {
    Decision.WRITE_OFF: _l("Write it off as lost"),
    Decision.SEARCH: _l("Keep it registered and search"),
    Decision.MOVE: _l("It stays here from now on"),
    Decision.BRING_BACK: _l("Bring it back"),
    Decision.REGISTER: _l("Register it as ours"),
    Decision.NOT_OURS: _l("It is not ours"),
}


class Stocktake(Stateful, Versioned, Model):
    """The comparison of one place with the register; one at a time for each place."""

    __tablename__ = "it_assets_stocktake"
    __table_args__ = (
        sa.Index("ix_it_assets_stocktake_state", "state", "number", "id"),
        sa.Index(
            "uq_it_assets_stocktake_place",
            "place_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )
    __audited__ = True
    __title__ = _l("Stocktake")
    __labels__: ClassVar = {
        "place_id": _l("Place of equipment"),
        "opened_at": _l("Begun"),
        "opened_by_id": _l("Begun by"),
        "closed_at": _l("Ended"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": words(STATES)}

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_place.id"))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[State] = mapped_column(default=State.COUNTING)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    closed_at: Mapped[datetime | None]

    place: Mapped[Place] = relationship(Place, lazy="raise")
    opened_by: Mapped[User] = relationship(User, lazy="raise")
    lines: Mapped[list[Line]] = relationship(
        lazy="raise", order_by="Line.id", back_populates="stocktake"
    )

    def __str__(self) -> str:
        return self.number


class Line(Versioned, Model):
    """A thing that should be at the place, or that somebody scanned there; each stands once.

    :ivar code: what was scanned, in capitals, if no asset is known by it.
    :ivar model_id: with ``value`` what it is registered as, if that is decided.
    """

    __tablename__ = "it_assets_stocktake_line"
    __table_args__ = (
        sa.UniqueConstraint("stocktake_id", "asset_id"),
        sa.UniqueConstraint("stocktake_id", "code"),
        sa.CheckConstraint("(asset_id IS NULL) = (code IS NOT NULL)", name="one_name"),
        sa.CheckConstraint("(verdict = 'unregistered') = (asset_id IS NULL)", name="registered"),
        sa.CheckConstraint("(verdict = 'missing') = (seen_at IS NULL)", name="seen"),
        sa.CheckConstraint(
            " OR ".join(
                [
                    "decision IS NULL",
                    *(
                        f"(verdict = '{verdict.value}' AND decision = '{one.value}')"
                        for verdict, decisions in ALLOWED.items()
                        for one in decisions
                    ),
                ]
            ),
            name="fitting",
        ),
        sa.CheckConstraint(
            "COALESCE(decision, '') <> 'register' OR (model_id IS NOT NULL AND value >= 0)",
            name="registering",
        ),
        sa.Index("ix_it_assets_stocktake_line_verdict", "stocktake_id", "verdict", "id"),
    )
    __audited__ = True
    __audited_under__ = "stocktake_id"
    __named_after__ = ("asset_id",)
    __title__ = _l("Line of a stocktake")
    __labels__: ClassVar = {
        "stocktake_id": _l("Stocktake"),
        "asset_id": _l("Asset"),
        "verdict": _l("What was found"),
        "decision": _l("Decision"),
        "model_id": _l("Equipment model"),
        "value": _l("Value of the thing"),
        "seen_at": _l("Seen"),
        "seen_by_id": _l("Seen by"),
    }
    __words__: ClassVar = {"verdict": words(VERDICTS), "decision": words(DECISION_WORDS)}

    stocktake_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_stocktake.id"))
    asset_id: Mapped[int | None] = mapped_column(sa.ForeignKey("it_assets_asset.id"), index=True)
    code: Mapped[str | None] = mapped_column(sa.String(100))
    verdict: Mapped[Verdict]
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    decision: Mapped[Decision | None]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    model_id: Mapped[int | None] = mapped_column(sa.ForeignKey("it_assets_model.id"))
    value: Mapped[Decimal | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))

    stocktake: Mapped[Stocktake] = relationship(lazy="raise", back_populates="lines")
    asset: Mapped[Asset | None] = relationship(Asset, lazy="raise")
    seen_by: Mapped[User | None] = relationship(User, lazy="raise", foreign_keys=[seen_by_id])
    model: Mapped[EquipmentModel | None] = relationship(EquipmentModel, lazy="raise")

    def __str__(self) -> str:
        return self.code or f"{self.stocktake_id}/{self.asset_id}"
