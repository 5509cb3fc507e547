"""Disposals."""

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
from plugins.it_assets.asset.models import Asset


class Manner(enum.Enum):
    """What becomes of an asset."""

    SALE = "sale"
    SCRAP = "scrap"
    GIFT = "gift"
    LOSS = "loss"


class State(enum.Enum):
    """How far a disposal has come."""

    ASKED = "asked"
    DONE = "done"
    DECLINED = "declined"


MANNERS = {
    Manner.SALE: _l("Sale of the asset"),
    Manner.SCRAP: _l("Scrapping"),
    Manner.GIFT: _l("Given away"),
    Manner.LOSS: _l("Written off as lost"),
}
STATES = {
    State.ASKED: (_l("Approval pending"), "orange"),
    State.DONE: (_l("Disposed of"), "green"),
    State.DECLINED: (_l("Disposal declined"), "secondary"),
}


class Disposal(Stateful, Versioned, Model):
    """The end of an asset, once somebody else has approved it.

    The figures are those of the books on the day of disposal, whose month is still charged.
    """

    __tablename__ = "it_assets_disposal"
    __audited__ = True
    __title__ = _l("Disposal")
    __labels__: ClassVar = {
        "asset_id": _l("Asset"),
        "manner": _l("Manner of disposal"),
        "disposed_on": _l("Disposed of on"),
        "proceeds": _l("Proceeds"),
        "accumulated": _l("Accumulated depreciation"),
        "book_value": _l("Book value"),
        "gain": _l("Gain or loss"),
        "asked_at": _l("Requested at"),
        "asked_by_id": _l("Requested by"),
    }
    __words__: ClassVar = {"manner": words(MANNERS), "state": words(STATES)}
    __transitions__: ClassVar = {
        (State.ASKED, "approve"): State.DONE,
        (State.ASKED, "decline"): State.DECLINED,
    }
    __table_args__ = (
        sa.CheckConstraint("proceeds >= 0", name="proceeds"),
        sa.CheckConstraint("gain = proceeds - book_value", name="gain"),
        sa.Index(
            "uq_it_assets_disposal_asset",
            "asset_id",
            unique=True,
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        ),
        sa.Index("ix_it_assets_disposal_state", "state", "number", "id"),
        sa.Index("ix_it_assets_disposal_day", "disposed_on", "id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_asset.id"))
    manner: Mapped[Manner]
    disposed_on: Mapped[date]
    proceeds: Mapped[Decimal]
    accumulated: Mapped[Decimal]
    book_value: Mapped[Decimal]
    gain: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(sa.String(3))
    reason: Mapped[str] = mapped_column(sa.String(500))
    state: Mapped[State] = mapped_column(default=State.ASKED)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))

    asset: Mapped[Asset] = relationship(Asset, lazy="raise")
    asked_by: Mapped[User] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return self.number
