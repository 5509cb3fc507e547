"""The row of a job: what is to be done, who wants it, how far it is and how it ended."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.user.models import User
from core.words import Told, ToldBriefly

LIVE = "state IN ('ready', 'running')"


class State(enum.Enum):
    """Where a job is between being wanted and being over."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATES = {
    State.READY: (_l("Waiting"), "secondary"),
    State.RUNNING: (_l("Running"), "azure"),
    State.DONE: (_l("Done"), "green"),
    State.FAILED: (_l("Failed"), "red"),
    State.CANCELLED: (_l("Cancelled"), "orange"),
}


class JobRow(Model):
    """One piece of work, written in the transaction that wants it done."""

    __tablename__ = "core_job"
    __table_args__ = (
        sa.Index("ix_core_job_state_run_at_id", "state", "run_at", "id"),
        sa.Index("ix_core_job_created_at_id", "created_at", "id"),
        # Of two equal wishes only one may be open, whatever the code believes.
        sa.Index(
            "uq_core_job_unique_key",
            "unique_key",
            unique=True,
            sqlite_where=sa.text(LIVE),
            postgresql_where=sa.text(LIVE),
        ),
    )

    name: Mapped[str] = mapped_column(sa.String(100))
    args: Mapped[dict[str, Any]]
    state: Mapped[State] = mapped_column(default=State.READY)
    language: Mapped[str] = mapped_column(sa.String(10))
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    unique_key: Mapped[str | None] = mapped_column(sa.String(200))
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(sa.String(120))
    lease_until: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress_done: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    progress_total: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    progress_message: Mapped[str] = mapped_column(ToldBriefly(200), default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    error: Mapped[str] = mapped_column(Told, default="")

    created_by: Mapped[User] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.name} {self.id}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in {State.READY, State.RUNNING}

    @property
    def has_failed(self) -> bool:
        """Whether it is over and came to nothing."""
        return self.state in {State.FAILED, State.CANCELLED}


class Schedule(Model):
    """How far a job that runs by the clock has come."""

    __tablename__ = "core_job_schedule"

    name: Mapped[str] = mapped_column(sa.String(100), unique=True)
    # When it was wanted last, or first seen.
    last_at: Mapped[datetime]
