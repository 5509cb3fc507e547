"""Handovers and what they are of."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.handwriting import path
from core.states import Stateful, words
from core.user.models import User
from plugins.it_assets.asset.models import HOLDER_LENGTH, NAME_LENGTH, SERIAL_LENGTH, TAG_LENGTH
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover.rules import digest, written


class Kind(enum.Enum):
    """Which way the assets go."""

    CHECK_OUT = "check_out"
    CHECK_IN = "check_in"


class State(enum.Enum):
    """How far a handover has come."""

    OPEN = "open"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class Way(enum.Enum):
    """How a handover was signed."""

    ACCOUNT = "account"
    DEVICE = "device"


KINDS = {Kind.CHECK_OUT: (_l("Check-out"), "azure"), Kind.CHECK_IN: (_l("Check-in"), "purple")}
STATES = {
    State.OPEN: (_l("To be signed"), "orange"),
    State.SIGNED: (_l("Signed"), "green"),
    State.CANCELLED: (_l("Cancelled"), "secondary"),
}
WAYS = {
    Way.ACCOUNT: _l("by the holder's own sign-in"),
    Way.DEVICE: _l("by the holder on the clerk's device"),
}


class Handover(Stateful, Model):
    """Assets that go from hand to hand, with the one signature for all of them.

    :ivar signature: the name as the receiver typed it.
    :ivar drawing: what the receiver drew as a signature; see :mod:`core.handwriting`.
    :ivar content_hash: SHA-256 of all that was signed; see :attr:`is_genuine`.
    """

    __tablename__ = "it_assets_handover"
    __audited__ = True
    __audit_hidden__: ClassVar = frozenset({"drawing"})
    __title__ = _l("Handover")
    __labels__: ClassVar = {
        "holder_name": _l("Holder"),
        "user_id": _l("Colleague"),
        "place_id": _l("Place of equipment"),
        "due_on": _l("Due back"),
        "purpose": _l("Purpose"),
        "signature": _l("Signature"),
        "drawing": _l("Drawn signature"),
        "way": _l("Signed by way of"),
        "signed_at": _l("Signed at"),
        "signed_by_id": _l("Signed by"),
        "prepared_on": _l("Prepared on"),
        "prepared_at": _l("Prepared at"),
        "prepared_by_id": _l("Prepared by"),
        "content_hash": _l("Fingerprint"),
    }
    __words__: ClassVar = {"kind": words(KINDS), "state": words(STATES), "way": words(WAYS)}
    __transitions__: ClassVar = {
        (State.OPEN, "sign"): State.SIGNED,
        (State.OPEN, "cancel"): State.CANCELLED,
    }
    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'signed') = (content_hash <> '' AND signature <> '' "
            "AND signed_at IS NOT NULL AND way IS NOT NULL)",
            name="signed",
        ),
        sa.CheckConstraint("holder_name <> ''", name="holder"),
        sa.CheckConstraint("drawing = '' OR state = 'signed'", name="drawing"),
        sa.Index("ix_it_assets_handover_state", "state", "number", "id"),
        sa.Index("ix_it_assets_handover_user", "user_id", "state", "id"),
        sa.Index("ix_it_assets_handover_prepared", "prepared_on", "id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    kind: Mapped[Kind]
    holder_name: Mapped[str] = mapped_column(sa.String(HOLDER_LENGTH))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_party.id"))
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("it_assets_place.id"))
    due_on: Mapped[date | None]
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[State] = mapped_column(default=State.OPEN)
    prepared_on: Mapped[date]
    prepared_at: Mapped[datetime]
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    signature: Mapped[str] = mapped_column(sa.String(100), default="")
    way: Mapped[Way | None]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    drawing: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="")

    prepared_by: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[prepared_by_id])
    items: Mapped[list[Item]] = relationship(
        lazy="raise", back_populates="handover", order_by="Item.tag"
    )

    def __str__(self) -> str:
        return self.number

    @property
    def holder(self) -> Holder:
        """Who receives the assets, or gives them back."""
        return Holder(self.holder_name, self.user_id, self.party_id, self.place_id)

    @property
    def content(self) -> str:
        """All that the signature covers, as it stands in the database now."""
        facts: dict[str, Any] = {
            "number": self.number,
            "kind": self.kind.value,
            "holder": self.holder_name,
            "due_on": self.due_on.isoformat() if self.due_on else "",
            "purpose": self.purpose,
            "signature": self.signature,
            "way": self.way.value if self.way else "",
            "signed_at": self.signed_at.isoformat() if self.signed_at else "",
            "items": [one.facts for one in sorted(self.items, key=lambda one: one.tag)],
        }
        if self.drawing:  # what was signed before there were drawings has the same content as then
            facts["drawing"] = self.drawing
        return written(facts)

    @property
    def drawn_path(self) -> str:
        """The drawn signature as the path of an SVG."""
        return path(self.drawing)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of all that the signature covers, as it stands in the database now."""
        return digest(self.content)

    @property
    def is_genuine(self) -> bool:
        """Whether nothing of what was signed has been altered since."""
        return self.state is State.SIGNED and self.fingerprint == self.content_hash

    def has_lapsed(self, today: date) -> bool:
        """Return whether the loan would come back before it is taken."""
        return self.state is State.OPEN and self.due_on is not None and self.due_on < today


class Item(Model):
    """One asset of a handover, as it was when that was prepared.

    :ivar is_open: as long as the handover is; an asset waits for one signature at a time.
    """

    __tablename__ = "it_assets_handover_item"
    __table_args__ = (
        sa.UniqueConstraint("handover_id", "asset_id"),
        sa.Index(
            "uq_it_assets_handover_item_open",
            "asset_id",
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        ),
        sa.Index("ix_it_assets_handover_item_asset", "asset_id", "id"),
    )

    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_handover.id"))
    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("it_assets_asset.id"))
    tag: Mapped[str] = mapped_column(sa.String(TAG_LENGTH))
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    serial: Mapped[str] = mapped_column(sa.String(SERIAL_LENGTH), default="")
    condition: Mapped[str] = mapped_column(sa.String(200), default="")
    terms: Mapped[str] = mapped_column(sa.String(2000), default="")
    is_open: Mapped[bool] = mapped_column(default=True)

    handover: Mapped[Handover] = relationship(lazy="raise", back_populates="items")

    @property
    def facts(self) -> list[str]:
        """What is signed of it."""
        return [self.tag, self.name, self.serial, self.condition, self.terms]
