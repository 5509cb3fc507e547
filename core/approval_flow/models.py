"""The stages of each flow and who signs in them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.organisation.models import Department
from core.role.models import Role
from core.user.models import User


class Stage(Versioned, Model):
    """One stage of a flow; stages follow each other by ``position``.

    Its named people sign, the manager of whoever asks if it ``asks_manager``, the head of its
    department and the holders of its role; without any, whoever holds the permission of the kind.
    ``needed`` 0 asks for the signature of every named person.
    ``from_amount`` leaves the stage out below an amount in the company's currency; ``due_hours``
    and ``escalate_hours`` are working hours after the stage was reached.
    """

    __tablename__ = "core_approval_stage"
    __audited__ = True
    __table_args__ = (
        sa.UniqueConstraint("kind", "position"),
        sa.CheckConstraint("needed >= 0", name="needed"),
        sa.CheckConstraint("from_amount >= 0", name="from_amount"),
        sa.CheckConstraint("due_hours > 0", name="due_hours"),
        sa.CheckConstraint("escalate_hours > 0", name="escalate_hours"),
        sa.CheckConstraint(
            "(escalate_hours IS NULL) = (escalate_to_id IS NULL)", name="escalation"
        ),
    )
    __title__ = _l("Stage of an approval flow")
    __labels__: ClassVar[dict[str, Any]] = {
        "position": _l("Place"),
        "role_id": _l("Role"),
        "asks_manager": _l("The manager of whoever asks"),
        "department_id": _l("The head of a department"),
        "needed": _l("Signatures"),
        "from_amount": _l("From an amount of"),
        "due_hours": _l("Working hours to decide"),
        "escalate_hours": _l("Working hours until somebody else is asked too"),
        "escalate_to_id": _l("Who is asked then"),
    }

    kind: Mapped[str] = mapped_column(sa.String(100))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(100))
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_role.id", ondelete="SET NULL"))
    asks_manager: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    department_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("core_organisation_department.id")
    )
    needed: Mapped[int] = mapped_column(default=1)
    from_amount: Mapped[Decimal | None]
    due_hours: Mapped[int | None]
    escalate_hours: Mapped[int | None]
    escalate_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))

    role: Mapped[Role | None] = relationship(lazy="raise")
    department: Mapped[Department | None] = relationship(lazy="raise")
    escalate_to: Mapped[User | None] = relationship(lazy="raise")
    people: Mapped[list[StageUser]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="StageUser.user_id"
    )

    def __str__(self) -> str:
        return self.title

    def counts(self, amount: Decimal | None) -> bool:
        """Return whether an amount passes this stage; without one, or of unknown worth, it does."""
        return self.from_amount is None or amount is None or self.from_amount <= amount


class StageUser(Model):
    """Somebody who is named as a signer of a stage."""

    __tablename__ = "core_approval_stage_user"
    __audited__ = True
    __audited_under__ = "stage_id"
    __named_after__ = ("user_id",)
    __table_args__ = (
        sa.UniqueConstraint("stage_id", "user_id"),
        sa.Index("ix_core_approval_stage_user_user_id", "user_id"),
    )
    __title__ = _l("Signer of a stage")
    __labels__: ClassVar[dict[str, Any]] = {"user_id": _l("User")}

    stage_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_approval_stage.id", ondelete="CASCADE")
    )
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))

    user: Mapped[User] = relationship(lazy="raise")
