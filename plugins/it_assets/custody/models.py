"""Custody."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from plugins.it_assets.asset.models import HOLDER_LENGTH, Asset
from plugins.it_assets.custody.rules import Holder


class Custody(Model):
    """Somebody has an asset from a day on, until it is given back; rows are never taken back.

    :ivar due_on: the day by which a loan comes back; none for what is kept.
    """

    __tablename__ = "it_assets_custody"
    __audited__ = True
    __audited_under__ = "asset_id"
    __title__ = _l("Custody")
    __labels__: ClassVar = {
        "asset_id": _l("Asset"),
        "holder_name": _l("Holder"),
        "user_id": _l("Colleague"),
        "place_id": _l("Place of equipment"),
        "from_on": _l("Held from"),
        "until_on": _l("Held until"),
        "due_on": _l("Due back"),
        "purpose": _l("Purpose"),
    }
    __table_args__ = (
        sa.CheckConstraint("until_on >= from_on", name="days"),
        sa.CheckConstraint("due_on >= from_on", name="due"),
        sa.CheckConstraint("holder_name <> ''", name="holder"),
        sa.Index(
            "uq_it_assets_custody_open",
            "asset_id",
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        ),
        sa.Index("ix_it_assets_custody_asset", "asset_id", "from_on", "id"),
        sa.Index("ix_it_assets_custody_user", "user_id", "until_on", "id"),
        sa.Index("ix_it_assets_custody_party", "party_id", "from_on", "id"),
        sa.Index(
            "ix_it_assets_custody_due",
            "due_on",
            "id",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        ),
    )

    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_asset.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(HOLDER_LENGTH))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("it_assets_place.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    due_on: Mapped[date | None]
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")

    asset: Mapped[Asset] = relationship(Asset, lazy="raise")

    def __str__(self) -> str:
        return self.holder_name

    @property
    def holder(self) -> Holder:
        """Who has it, or had it."""
        return Holder(self.holder_name, self.user_id, self.party_id, self.place_id)

    def is_overdue(self, on: date) -> bool:
        """Return whether a loan should have come back."""
        return self.until_on is None and self.due_on is not None and self.due_on < on
