"""What can be done with an import.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import audit, jobs, loading
from core.errors import BusinessError
from core.files import StoredFile
from core.import_run.models import ImportFile, ImportRow, ImportRun, RowKind, State
from core.reports import Remark, Report
from core.user.models import User
from core.words import remembered

CHECK = "core.import_run.check"
RUN = "core.import_run.run"
KEY_LENGTH = 200
ROWS = cast(sa.Table, ImportRow.__table__)
ROW_COLUMNS = ("run_id", "kind", "file", "line", "key", "reason", "lines")


def upload(
    session: Session,
    files: Iterable[StoredFile],
    *,
    importer: str,
    profile: str,
    by: User,
    now: datetime,
) -> ImportRun:
    """Take in files and have them checked."""
    run = _new(session, files, State.CHECKING, importer=importer, profile=profile, by=by, now=now)
    _have_done(session, run, CHECK, by)
    return run


def record(
    session: Session,
    files: Iterable[StoredFile],
    report: Report,
    *,
    importer: str,
    profile: str,
    by: User,
    now: datetime,
) -> ImportRun:
    """Write down an import that was done elsewhere, as by a command."""
    run = _new(session, files, State.DONE, importer=importer, profile=profile, by=by, now=now)
    run.imported_at = now
    _keep(session, run, report)
    _write_down(session, run)
    return run


def hold(
    session: Session, files: Iterable[StoredFile], *, importer: str, by: User, now: datetime
) -> ImportRun:
    """Take in a file whose columns somebody is about to choose."""
    run = _new(session, files, State.FAILED, importer=importer, profile="", by=by, now=now)
    with remembered():
        run.error = _("Choose what the columns of the file mean; then it is checked.")
    session.flush()
    return run


def map_columns(session: Session, run: ImportRun, profile: str, *, by: User) -> None:
    """Have a file checked by the profile that was made for it.

    :raises BusinessError: if a job is at work on the import, or it is over.
    """
    run.profile = profile
    check(session, run, by=by)


def stop(session: Session, run: ImportRun) -> None:
    """Stop the job that is at work on an import; what it has done so far is undone.

    :raises BusinessError: if none is.
    """
    if run.job is None or not run.is_busy:
        raise BusinessError(_("Nothing is at work on this import."))
    jobs.cancel(session, run.job)
    if run.job.is_over:  # it had not begun, so nobody else will tell
        with remembered():
            fail(session, run, _("It was cancelled."))


def check(session: Session, run: ImportRun, *, by: User) -> None:
    """Have the files checked once more: the records may have changed since.

    :raises BusinessError: if a job is at work on the import, or it is over.
    """
    _take(session, run, "check")
    _have_done(session, run, CHECK, by)


def start(session: Session, run: ImportRun, *, by: User) -> None:
    """Have the checked files imported.

    :raises BusinessError: if they are not checked, or were started before.
    """
    _take(session, run, "run")
    _have_done(session, run, RUN, by)


def discard(session: Session, run: ImportRun) -> None:
    """Give an import up; what it said about the rows is forgotten.

    :raises BusinessError: if it is at work or done.
    """
    _take(session, run, "discard")
    session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    run.files = []
    session.flush()


def accept(session: Session, run: ImportRun, report: Report) -> None:
    """Keep what the check found."""
    _take(session, run, "accept")
    _keep(session, run, report)


def finish(session: Session, run: ImportRun, report: Report, *, now: datetime) -> None:
    """Keep what the import did."""
    _take(session, run, "finish")
    run.imported_at = now
    _keep(session, run, report)
    _write_down(session, run)


def fail(session: Session, run: ImportRun, message: str) -> None:
    """Keep why neither check nor import came to an end."""
    _take(session, run, "fail")
    run.error = message
    session.flush()


def _new(
    session: Session,
    files: Iterable[StoredFile],
    state: State,
    *,
    importer: str,
    profile: str,
    by: User,
    now: datetime,
) -> ImportRun:
    run = ImportRun(
        importer=importer,
        profile=profile,
        state=state,
        created_by_id=by.id,
        created_at=now,
        files=[ImportFile(name=one.name, digest=one.digest, size=one.size) for one in files],
    )
    session.add(run)
    session.flush()
    return run


def _take(session: Session, run: ImportRun, action: str) -> None:
    # The second of two clicks waits here, and then sees what the first one did.
    session.refresh(run, ["state"], with_for_update=True)
    run.take(action)
    run.error = ""
    session.flush()


def _have_done(session: Session, run: ImportRun, name: str, by: User) -> None:
    row = jobs.enqueue(session, name, by=by, unique_key=f"core.import_run.{run.id}", run_id=run.id)
    run.job_id = row.id
    session.flush()


def _keep(session: Session, run: ImportRun, report: Report) -> None:
    run.counts = [
        {
            "name": name,
            "title": count.title,
            "added": count.added,
            "changed": count.changed,
            "unchanged": count.unchanged,
            "refused": count.refused,
        }
        for name, count in report.counts.items()
    ]
    run.notes = [str(note) for note in report.notes]
    run.refused, run.remarked = len(report.refused), len(report.remarks)
    session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    kinds = {RowKind.REFUSED: report.refused, RowKind.REMARK: report.remarks}
    if run.state is State.CHECKED:
        kinds |= {RowKind(verdict.value): told for verdict, told in report.taken.items()}
    for kind, told in kinds.items():
        loading.insert(session, ROWS, ROW_COLUMNS, _rows(run, kind, told))
    session.flush()


def _write_down(session: Session, run: ImportRun) -> None:
    """Tell the audit trail what came in: some importers write too many records to name each."""
    told: dict[str, list[Any]] = {
        "files": [None, [f"{one.name} {one.digest}" for one in run.files]]
    }
    for count in run.counts:
        for word in ("added", "changed", "unchanged", "refused"):
            if count[word]:
                told[f"{count['name']} {word}"] = [None, count[word]]
    audit.event(session, "import", audit.IMPORT, f"{run} {run.profile}", told)


def _rows(run: ImportRun, kind: RowKind, told: Iterable[Remark]) -> Iterator[tuple[Any, ...]]:
    for one in told:
        lines = list(one.lines) if len(one.lines) > 1 else None
        yield run.id, kind, one.file, one.line, str(one.key)[:KEY_LENGTH], one.reason, lines
