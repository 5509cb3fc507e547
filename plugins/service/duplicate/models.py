"""Pairs of customers who may be one person."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.party.models import Party
from core.states import words


class State(enum.Enum):
    """What people decided about a pair."""

    OPEN = "open"
    DISMISSED = "dismissed"
    MERGED = "merged"


STATES = {
    State.OPEN: (_l("To decide"), "orange"),
    State.DISMISSED: (_l("Two persons"), "secondary"),
    State.MERGED: (_l("Merged"), "green"),
}
EVIDENCE = {
    "platform": _l("Same platform account"),
    "wechat": _l("Same WeChat openid"),
    "phone": _l("Same telephone"),
    "email": _l("Same e-mail address"),
    "qq": _l("Same QQ number"),
    "address": _l("Same address"),
    "purchase": _l("Same name and product bought"),
}


class Duplicate(Model):
    """A pair with what speaks for it; ``evidence`` holds masked values by kind."""

    __tablename__ = "service_duplicate"
    __audited__ = True
    __named_after__ = ("first_id", "second_id")
    __title__ = _l("Possible duplicate")
    __labels__: ClassVar = {
        "score": _l("Score"),
        "first_id": _l("Customer"),
        "second_id": _l("May be the same"),
        "evidence": _l("Evidence"),
        "found_at": _l("Found"),
    }
    __words__: ClassVar = {"state": words(STATES)}
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
        sa.Index("ix_service_duplicate_score", "score", "id"),
        sa.Index("ix_service_duplicate_state", "state", "score", "id"),
        sa.Index("ix_service_duplicate_second", "second_id"),
    )

    first_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id", ondelete="CASCADE"))
    score: Mapped[int]
    evidence: Mapped[dict[str, Any]]
    state: Mapped[State] = mapped_column(default=State.OPEN)
    found_at: Mapped[datetime]

    first: Mapped[Party] = relationship(Party, lazy="raise", foreign_keys=[first_id])
    second: Mapped[Party] = relationship(Party, lazy="raise", foreign_keys=[second_id])

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"
