"""Campaigns of promotion."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.search import Searchable
from core.states import Stateful
from core.user.models import User


class State(enum.Enum):
    """How far a campaign has come."""

    IDEA = "idea"
    PLANNED = "planned"
    APPROVED = "approved"
    LIVE = "live"
    ENDED = "ended"
    REVIEWED = "reviewed"
    DROPPED = "dropped"


STATE_WORDS = {
    State.IDEA: _l("Idea"),
    State.PLANNED: _l("Planned"),
    State.APPROVED: _l("Approved"),
    State.LIVE: _l("Live"),
    State.ENDED: _l("Ended"),
    State.REVIEWED: _l("Reviewed"),
    State.DROPPED: _l("Dropped"),
}

TRANSITIONS = {
    (State.IDEA, "plan"): State.PLANNED,
    (State.PLANNED, "approve"): State.APPROVED,
    (State.PLANNED, "return"): State.IDEA,
    (State.APPROVED, "start"): State.LIVE,
    (State.LIVE, "end"): State.ENDED,
    (State.ENDED, "review"): State.REVIEWED,
    (State.IDEA, "drop"): State.DROPPED,
    (State.APPROVED, "drop"): State.DROPPED,
}
STARTED = (State.LIVE, State.ENDED, State.REVIEWED)


class Campaign(Stateful, Searchable, Versioned, Model):
    """A promotion with an end; the last day belongs to it.

    ``planned_…`` is what is expected of it; when it starts, that is locked as its forecast.
    """

    __tablename__ = "marketing_campaign"
    __searched__: ClassVar[tuple[str, ...]] = ("number", "title")
    __audited__ = True
    __audit_ignored__: ClassVar = frozenset({"search_tokens"})
    __title__ = _l("Campaign")
    __labels__: ClassVar = {
        "goal": _l("Goal"),
        "starts_on": _l("First day"),
        "ends_on": _l("Last day"),
        "budget": _l("Budget"),
        "planned_orders": _l("Expected orders"),
        "planned_revenue": _l("Expected net revenue"),
        "planned_customers": _l("Expected new customers"),
        "verdict": _l("Verdict"),
        "lessons": _l("Lessons"),
        "created_by_id": _l("Planned by"),
        "created_at": _l("Entered"),
    }
    __transitions__: ClassVar = TRANSITIONS
    __words__: ClassVar = {"state": {state.value: text for state, text in STATE_WORDS.items()}}
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="days"),
        sa.CheckConstraint(
            "budget >= 0 AND planned_orders >= 0 AND planned_revenue >= 0 "
            "AND planned_customers >= 0",
            name="positive",
        ),
        sa.Index("ix_marketing_campaign_starts", "starts_on", "id"),
        sa.Index("ix_marketing_campaign_state", "state", "starts_on", "id"),
        sa.Index("ix_marketing_campaign_budget", "budget", "id"),
    )

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    title: Mapped[str] = mapped_column(sa.String(100))
    goal: Mapped[str] = mapped_column(sa.String(500), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    budget: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(sa.String(3))
    planned_orders: Mapped[int]
    planned_revenue: Mapped[Decimal]
    planned_customers: Mapped[int]
    state: Mapped[State] = mapped_column(default=State.IDEA)
    verdict: Mapped[str] = mapped_column(sa.String(500), default="")
    lessons: Mapped[str] = mapped_column(sa.String(2000), default="")
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    created_at: Mapped[datetime]

    created_by: Mapped[User] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
