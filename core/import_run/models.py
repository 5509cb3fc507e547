"""An import with its files, its counts and the rows that it refused or remarked on."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import files
from core.db import Model
from core.errors import BusinessError
from core.job.models import JobRow
from core.reach import Rows
from core.user.models import User
from core.words import Told, ToldJSON


class State(enum.Enum):
    """How far an import has come."""

    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"


class RowKind(enum.Enum):
    """What becomes of a row; a remark stands beside that."""

    REFUSED = "refused"
    REMARK = "remark"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


STATES = {
    State.CHECKING: (_l("Being checked"), "azure"),
    State.CHECKED: (_l("Checked"), "teal"),
    State.IMPORTING: (_l("Being imported"), "azure"),
    State.DONE: (_l("Imported"), "green"),
    State.FAILED: (_l("Failed"), "red"),
    State.DISCARDED: (_l("Discarded"), "secondary"),
}
AREA = "core.import_run"
TO_MAP = (_l("Columns to be chosen"), "yellow")
ROW_KINDS = {
    RowKind.REFUSED: (_l("Refused"), "red"),
    RowKind.REMARK: (_l("Remark"), "azure"),
    RowKind.ADDED: (_l("New record"), "green"),
    RowKind.CHANGED: (_l("Changed"), "yellow"),
    RowKind.UNCHANGED: (_l("Unchanged"), "secondary"),
}
TRANSITIONS = {
    (State.CHECKING, "accept"): State.CHECKED,
    (State.CHECKING, "fail"): State.FAILED,
    (State.CHECKED, "check"): State.CHECKING,
    (State.CHECKED, "run"): State.IMPORTING,
    (State.CHECKED, "discard"): State.DISCARDED,
    (State.IMPORTING, "finish"): State.DONE,
    (State.IMPORTING, "fail"): State.FAILED,
    (State.FAILED, "check"): State.CHECKING,
    (State.FAILED, "discard"): State.DISCARDED,
}


class ImportRun(Model):
    """Files that somebody imports, from the upload to the result."""

    __tablename__ = "core_import_run"
    __rows__ = Rows(AREA, _l("Imports"), owner="created_by_id")
    __table_args__ = (sa.Index("ix_core_import_run_created_at_id", "created_at", "id"),)

    importer: Mapped[str] = mapped_column(sa.String(50), index=True)
    profile: Mapped[str] = mapped_column(sa.String(50))
    state: Mapped[State]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("core_job.id", ondelete="SET NULL"), index=True
    )
    counts: Mapped[list[dict[str, Any]]] = mapped_column(ToldJSON, default=list)
    notes: Mapped[list[str]] = mapped_column(ToldJSON, default=list)
    refused: Mapped[int] = mapped_column(default=0)
    remarked: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Told, default="")

    created_by: Mapped[User] = relationship(lazy="raise")
    job: Mapped[JobRow | None] = relationship(lazy="raise")
    files: Mapped[list[ImportFile]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ImportFile.id"
    )

    def __str__(self) -> str:
        return f"{self.importer} {self.id}"

    @property
    def is_busy(self) -> bool:
        """Whether a job is at work on it."""
        return self.state in {State.CHECKING, State.IMPORTING}

    @property
    def lacks_columns(self) -> bool:
        """Whether somebody has to choose the columns of the file first."""
        return not self.profile and self.state is State.FAILED

    def take(self, action: str) -> None:
        """Change the state.

        :raises BusinessError: if the action is not possible now, as after a double click.
        """
        following = TRANSITIONS.get((self.state, action))
        if following is None:
            label, _colour = STATES[self.state]
            raise BusinessError(
                _("This is not possible now: the import is “%(state)s”.", state=label)
            )
        self.state = following


class ImportFile(Model):
    """A file of an import: its name as uploaded and where its content is stored."""

    __tablename__ = "core_import_run_file"

    run_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_import_run.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(150))
    digest: Mapped[str] = mapped_column(sa.String(64), index=True, info=files.STORED)
    size: Mapped[int] = mapped_column(sa.BigInteger)

    def __str__(self) -> str:
        return self.name


def _imported_by(users: Any) -> sa.ColumnElement[bool]:
    runs = cast(sa.Table, ImportRun.__table__).c
    return ImportRow.run_id.in_(sa.select(runs.id).where(runs.created_by_id.in_(users)))


class ImportRow(Model):
    """A row of a file and what becomes of it; once it is imported, only those to remark on."""

    __tablename__ = "core_import_run_row"
    __rows__ = Rows(AREA, _l("Imports"), owner=_imported_by)
    __table_args__ = (
        sa.Index("ix_core_import_run_row_run_id_kind_id", "run_id", "kind", "id"),
        sa.Index("ix_core_import_run_row_run_id_line_id", "run_id", "line", "id"),
    )

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("core_import_run.id", ondelete="CASCADE"))
    kind: Mapped[RowKind]
    file: Mapped[str] = mapped_column(sa.String(150))
    line: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(Told)
    # All lines of the record, such as an order, where it is not this one alone.
    lines: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))

    def __str__(self) -> str:
        return f"{self.file} {self.line}"
