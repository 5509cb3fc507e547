"""Steps, who may sign them and what was decided."""

from __future__ import annotations

import enum
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.approval_flow.models import Stage
from core.db import Model
from core.role.models import Role
from core.user.models import User

if TYPE_CHECKING:
    from core.approval.models import Approval


class StepState(enum.Enum):
    """How one of its steps stands; ``closed`` was never decided."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    CLOSED = "closed"


class Verdict(enum.Enum):
    """What somebody decided."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


VERDICTS = {
    Verdict.APPROVE: (_l("Approved"), "green"),
    Verdict.RETURN: (_l("Returned"), "azure"),
    Verdict.REJECT: (_l("Rejected"), "red"),
}


class Preparer(Model):
    """Somebody who may not sign, for they asked or prepared the record."""

    __tablename__ = "core_approval_preparer"
    __table_args__ = (sa.UniqueConstraint("approval_id", "user_id"),)

    approval_id: Mapped[int] = mapped_column(sa.ForeignKey("core_approval.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))


class Step(Model):
    """One round of signatures, as its stage said when approval was asked for.

    Its signers may sign, the holders of its role and those of its permission; it is done with
    ``needed`` signatures, among them those of its required signers.
    """

    __tablename__ = "core_approval_step"
    __table_args__ = (
        sa.UniqueConstraint("approval_id", "position"),
        sa.CheckConstraint("needed > 0", name="needed"),
        sa.Index("ix_core_approval_step_state", "state", "approval_id"),
    )

    approval_id: Mapped[int] = mapped_column(sa.ForeignKey("core_approval.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(100))
    needed: Mapped[int]
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_role.id", ondelete="SET NULL"))
    permission: Mapped[str] = mapped_column(sa.String(100), default="")
    state: Mapped[StepState] = mapped_column(default=StepState.WAITING)
    due_hours: Mapped[int | None]
    escalate_hours: Mapped[int | None]
    escalate_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    opened_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]

    approval: Mapped[Approval] = relationship(lazy="raise", back_populates="steps")
    role: Mapped[Role | None] = relationship(lazy="raise")
    signers: Mapped[list[Signer]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Signer.id"
    )
    decisions: Mapped[list[Decision]] = relationship(lazy="raise", order_by="Decision.id")

    @classmethod
    def of(cls, stage: Stage, place: int, permission: str, people: Collection[int]) -> Step:
        """Return the step of a stage; ``people`` are those it asks who may sign this record."""
        needed = stage.needed or max(len(people), 1)
        return cls(
            position=place,
            title=stage.title,
            needed=min(needed, len(people)) if people and stage.role_id is None else needed,
            role_id=stage.role_id,
            permission="" if stage.role_id or people else permission,
            signers=[Signer(user_id=one, is_required=not stage.needed) for one in people],
            due_hours=stage.due_hours,
            escalate_hours=stage.escalate_hours,
            escalate_to_id=stage.escalate_to_id,
        )


class Signer(Model):
    """Somebody who is named for a step, from its stage, by a colleague or for want of time."""

    __tablename__ = "core_approval_signer"
    __audited__ = True
    __named_after__ = ("user_id",)
    __table_args__ = (
        sa.UniqueConstraint("step_id", "user_id"),
        sa.Index("ix_core_approval_signer_user_id", "user_id"),
    )
    __title__ = _l("Signer")
    __labels__: ClassVar[dict[str, Any]] = {
        "added_by_id": _l("Added by"),
        "is_required": _l("Has to sign"),
    }

    step_id: Mapped[int] = mapped_column(sa.ForeignKey("core_approval_step.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    is_required: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[user_id])
    added_by: Mapped[User | None] = relationship(User, lazy="raise", foreign_keys=[added_by_id])


class Decision(Model):
    """A signature; triggers refuse to change or delete it.

    ``user`` decided in the place of ``principal``, who is the same person unless delegated.
    """

    __tablename__ = "core_approval_decision"
    __audited__ = True
    __audited_under__ = "approval_id"
    __named_after__ = ("approval_id",)
    __table_args__ = (
        sa.UniqueConstraint("step_id", "user_id"),
        sa.UniqueConstraint("step_id", "principal_id"),
        sa.CheckConstraint(
            "user_id <> requested_by_id AND principal_id <> requested_by_id", name="two_people"
        ),
        sa.Index("ix_core_approval_decision_approval_id", "approval_id"),
        sa.Index("ix_core_approval_decision_user", "user_id", "approval_id"),
    )
    __title__ = _l("Decision")
    __labels__: ClassVar[dict[str, Any]] = {
        "verdict": _l("Decision"),
        "user_id": _l("By"),
        "principal_id": _l("In the place of"),
    }
    __words__: ClassVar = {"verdict": {one.value: words[0] for one, words in VERDICTS.items()}}

    approval_id: Mapped[int] = mapped_column(sa.ForeignKey("core_approval.id"))
    step_id: Mapped[int] = mapped_column(sa.ForeignKey("core_approval_step.id"))
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    principal_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_at: Mapped[datetime]

    user: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[user_id])
    principal: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[principal_id])

    @property
    def badge(self) -> tuple[Any, str]:
        """What was decided, in words and as a colour."""
        return VERDICTS[self.verdict]
