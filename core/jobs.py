"""Jobs: declaring them, wanting them, and starting those who run them.

A job is a row written in the transaction that wants it, so it exists exactly when the change
that it follows from exists.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, has_request_context
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session, SessionTransaction

from core import broker, clock, words
from core.config import Settings
from core.errors import BusinessError
from core.job import services
from core.job.models import JobRow
from core.user.models import User
from core.worker import Job, JobCancelled, JobContext, Progress, Worker, database_of, running

__all__ = [
    "Job",
    "JobCancelled",
    "JobContext",
    "Progress",
    "can_retry",
    "cancel",
    "enqueue",
    "init_app",
    "job",
    "progress_of",
    "registered",
    "retry",
    "run_pending",
    "start_worker",
    "wake_up",
]
WANTED = "bumen.job_wanted"

_embedded: dict[str, tuple[Worker, threading.Thread]] = {}
_starting = threading.Lock()


def job(
    name: str,
    *,
    title: str,
    max_attempts: int = 3,
    on_failure: Callable[..., None] | None = None,
    private: bool = False,
) -> Callable[[Callable[..., dict[str, Any] | None]], Job]:
    """Declare a job: a function of a :class:`JobContext` and of arguments that fit into JSON.

    Its result, a dictionary or None, is kept in the row.  A ``BusinessError`` fails it at
    once with its message; after any other error it is tried again.

    :param private: whether its progress and its error may name files or people: only whoever
        wanted it reads them then, others on the page of what it is about, if they may see that.
    """

    def declare(function: Callable[..., dict[str, Any] | None]) -> Job:
        return Job(name, title, function, max_attempts, on_failure, private)

    return declare


def init_app(app: Flask, jobs: Iterable[Job]) -> None:
    """Register the jobs of the core and of the plugins; start nothing."""
    plugins = app.extensions["bumen.loaded"].plugins
    everything = [*jobs, *(one for p in plugins for one in getattr(p.module, "jobs", ()))]
    app.extensions["bumen.jobs"] = {one.name: one for one in everything}
    app.extensions["bumen.job_owners"] = {
        one.name: p.name for p in plugins for one in getattr(p.module, "jobs", ())
    }


def registered() -> dict[str, Job]:
    """Return the jobs of the current app by name."""
    known: dict[str, Job] = current_app.extensions["bumen.jobs"]
    return known


def enqueue(
    session: Session, wanted: Job | str, *, by: User, unique_key: str | None = None, **args: Any
) -> JobRow:
    """Want a job done, in the caller's transaction; a worker wakes up when that is committed.

    :param unique_key: while a job with this key is not over, it is returned instead.
    """
    row = services.enqueue(
        session,
        wanted if isinstance(wanted, str) else wanted.name,
        args,
        language=str(get_locale()),
        unique_key=unique_key,
        by=by,
        now=clock.now(),
    )
    session.info.setdefault(WANTED, set()).add(row.id)
    return row


@sa.event.listens_for(Session, "after_commit")
def _wake_after_commit(session: Session) -> None:
    # SQLAlchemy tells of every released SAVEPOINT too; others see the row after the last one.
    if not session.in_nested_transaction() and (ids := session.info.pop(WANTED, None)):
        wake_up(ids)


@sa.event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    # Not after_rollback: SQLAlchemy tells of SAVEPOINTs there too, whose end undoes no wish that
    # was written before them.
    if transaction.parent is None:
        session.info.pop(WANTED, None)


def wake_up(ids: Collection[int] = ()) -> None:
    """Tell the workers of this process that there is something to do, or those of the broker.

    A process that serves pages starts its worker on the first occasion.

    :param ids: the jobs that were wanted.
    """
    settings: Settings | None = current_app.extensions["bumen.settings"] if current_app else None
    if settings is not None and settings.jobs_broker:
        broker.send(settings.jobs_broker, settings.database_url, sorted(ids))
        return
    if settings is not None and has_request_context():
        _worker, thread = _embedded.get(settings.database_url, (None, None))
        # The app of this request may be older than the one that the worker has by now.
        if settings.embedded_worker and not (thread and thread.is_alive()):
            start_worker(current_app._get_current_object())  # type: ignore[attr-defined]  # proxy
    for worker, _thread in list(_embedded.values()):
        worker.wanted.set()


def start_worker(app: Flask) -> None:
    """Start the worker thread of this process, or hand it a rebuilt app; call it after a fork."""
    database = database_of(app)
    with _starting:
        worker, thread = _embedded.get(database, (None, None))
        if worker is not None and thread is not None and thread.is_alive():
            worker.app = app
            worker.wanted.set()
            return
        worker = Worker(app)
        thread = threading.Thread(target=worker.run, name="bumen-worker", daemon=True)
        _embedded[database] = (worker, thread)
        thread.start()


def run_pending(app: Flask) -> int:
    """Run every job that is due, now and in this thread; return how many there were.

    On SQLite, commit first: a transaction that is open keeps the worker from writing.
    """
    worker, count = Worker(app), 0
    while worker.run_next():
        count += 1
    return count


def progress_of(row: JobRow) -> Progress:
    """Return how far a job is, from memory if it runs in this process.

    SQLite has one writer: while a job writes, its heartbeat cannot write the progress down.
    """
    progress = running.get((database_of(current_app), row.id))
    if progress is None:
        return Progress(row.progress_done, row.progress_total, row.progress_message)
    return replace(progress, message=words.said(progress.message))


def cancel(session: Session, row: JobRow) -> None:
    """Stop a job; one that runs in this process hears of it without the database.

    :raises BusinessError: if it is over.
    """
    progress = running.get((database_of(current_app), row.id))
    if progress is None:
        services.cancel(session, row, now=clock.now())
    else:
        progress.cancelled = True


def can_retry(row: JobRow) -> bool:
    """Return whether a job may be tried again as it is.

    Where something follows from a failure, as a failed import, its own page begins anew.
    """
    known = registered().get(row.name)
    return row.has_failed and known is not None and known.on_failure is None


def retry(session: Session, row: JobRow) -> None:
    """Let a job that failed or was cancelled run again; a worker wakes up after the commit.

    :raises BusinessError: if it cannot be tried again.
    """
    if row.has_failed and not can_retry(row):
        raise BusinessError(_("Begin this anew on the page that it was wanted on."))
    services.retry(session, row, now=clock.now())
    session.info.setdefault(WANTED, set()).add(row.id)
