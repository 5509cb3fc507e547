"""Approvals, their steps, who may sign them and what was decided."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.errors import BusinessError
from core.signature.models import Preparer, Step
from core.user.models import User


class State(enum.Enum):
    """How an approval stands."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


TRANSITIONS = {
    (State.OPEN, "approve"): State.APPROVED,
    (State.OPEN, "reject"): State.REJECTED,
    (State.OPEN, "return"): State.RETURNED,
    (State.OPEN, "withdraw"): State.WITHDRAWN,
}
STATES = {
    State.OPEN: (_l("Waiting"), "orange"),
    State.APPROVED: (_l("Approved"), "green"),
    State.REJECTED: (_l("Rejected"), "red"),
    State.RETURNED: (_l("Returned"), "azure"),
    State.WITHDRAWN: (_l("Withdrawn"), "secondary"),
}


class Approval(Versioned, Model):
    """A question to colleagues: may this be done with a record?  One is open per record."""

    __tablename__ = "core_approval"
    __audited__ = True
    __table_args__ = (
        sa.Index(
            "ix_core_approval_open",
            "kind",
            "record_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_core_approval_record", "kind", "record_id", "id"),
        sa.Index("ix_core_approval_requested_at", "requested_at", "id"),
        sa.Index("ix_core_approval_state", "state", "requested_at", "id"),
        sa.Index("ix_core_approval_requester", "requested_by_id", "requested_at", "id"),
    )
    __title__ = _l("Approval")
    __labels__: ClassVar[dict[str, Any]] = {
        "note": _l("Remark"),
        "closed_at": _l("Ended"),
    }
    __words__: ClassVar = {"state": {state.value: words[0] for state, words in STATES.items()}}

    kind: Mapped[str] = mapped_column(sa.String(100))
    record_id: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str] = mapped_column(sa.String(200))
    amount: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    state: Mapped[State] = mapped_column(default=State.OPEN)
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    requested_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    requested_by: Mapped[User] = relationship(User, lazy="raise")
    steps: Mapped[list[Step]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="Step.position",
        back_populates="approval",
    )
    preparers: Mapped[list[Preparer]] = relationship(lazy="raise", cascade="all, delete-orphan")

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state is State.OPEN

    @property
    def badge(self) -> tuple[Any, str]:
        """How it stands, in words and as a colour."""
        return STATES[self.state]

    def move(self, verb: str, now: datetime) -> None:
        """End the question.

        :raises BusinessError: if it has ended already.
        """
        if (self.state, verb) not in TRANSITIONS:
            raise BusinessError(
                _("%(record)s has been decided or withdrawn; reload the page.", record=self.label)
            )
        self.state, self.closed_at = TRANSITIONS[self.state, verb], now
