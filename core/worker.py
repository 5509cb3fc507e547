"""The worker: claims due jobs, runs them one after the other, keeps its claim alive.

What a job writes and the mark that it is done are one transaction, so a worker that dies
half-way leaves nothing behind: its claim runs out and the job runs again.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core import clock, epoch, timetable, words
from core.config import Settings
from core.db import session
from core.epoch import Choice
from core.errors import BusinessError
from core.job import queries, services
from core.job.models import JobRow, State
from core.logging import Trouble
from core.user import queries as users
from core.user.models import User

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
BEAT_SECONDS = 2.0
POLL_SECONDS = 2.0
LOOK_SECONDS = 20.0
BACK_OFF_SECONDS = 10
LONGEST_BACK_OFF = 3600


class JobCancelled(Exception):  # noqa: N818 - a wish, no error
    """Somebody wants the job to stop; raised by ``report`` and caught by the worker."""


class JobLost(Exception):  # noqa: N818 - a fact, no error
    """Another worker has the job, because this one seemed dead."""


@dataclass
class Progress:
    """How far a job is, and whether it shall go on; shared by its thread and its heartbeat.

    ``epoch`` tells which set of plugins it runs with, to its end.
    """

    done: int = 0
    total: int = 0
    message: str = ""
    cancelled: bool = False
    lost: bool = False
    epoch: int = 0


@dataclass(frozen=True)
class JobContext:
    """What a job function is told about the run it is in."""

    id: int
    by: User
    now: datetime
    attempt: int
    progress: Progress = field(default_factory=Progress)

    @property
    def session(self) -> Session:
        """The session of the job; the worker commits it once the function has returned."""
        return session()

    def report(self, done: int, total: int, message: str = "") -> None:
        """Tell how far the job is; call it often, it only writes to memory.

        :raises JobCancelled: if the job shall stop.
        """
        if self.progress.lost:
            raise JobLost
        if self.progress.cancelled:
            raise JobCancelled
        self.progress.done, self.progress.total, self.progress.message = done, total, message


@dataclass(frozen=True)
class Job:
    """A kind of job; ``on_failure(context, message, **args)`` runs when it has ended in vain."""

    name: str
    title: str
    function: Callable[..., dict[str, Any] | None]
    max_attempts: int = 3
    on_failure: Callable[..., None] | None = None
    private: bool = False  # see `core.jobs.job`


# The jobs that run in this process, by database and id: see `core.jobs.progress_of`.
running: dict[tuple[str, int], Progress] = {}


def oldest_epoch(database: str) -> int | None:
    """Return the epoch of the oldest job that runs in this process; None if there is none."""
    jobs = list(running.items())
    return min((job.epoch for (where, _id), job in jobs if where == database), default=None)


def database_of(app: Flask) -> str:
    """Return the address of an app's database."""
    return str(app.config["SQLALCHEMY_DATABASE_URI"])


def _startable(app: Flask, choice: Choice) -> list[str]:
    """Return the jobs that may start: those of a plugin that was just switched off wait."""
    settings: Settings = app.extensions["bumen.settings"]
    owners: dict[str, str] = app.extensions["bumen.job_owners"]
    names = sorted(app.extensions["bumen.jobs"])
    if settings.pinned_plugins() is not None or choice.names is None:
        return names
    return [name for name in names if owners.get(name, "core") in choice.names | {"core"}]


@dataclass
class Worker:
    """Runs the jobs of one app; a rebuilt app may take its place between two jobs."""

    app: Flask
    lease: timedelta = LEASE
    beat: float = BEAT_SECONDS
    wanted: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    name: str = field(
        default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    )

    def run(self) -> None:
        """Run jobs until told to stop; the job in hand is finished first."""
        looked = -LOOK_SECONDS
        trouble = Trouble("worker cannot reach its jobs")
        while not self.stop.is_set():
            busy = False
            with trouble:  # a database that restarts or is locked must not end the worker
                if time.monotonic() > looked + LOOK_SECONDS:
                    looked = time.monotonic()
                    self.look_at_the_clock()
                busy = self.run_next()
            if not busy:
                self.wanted.wait(POLL_SECONDS)
                self.wanted.clear()

    def look_at_the_clock(self) -> None:
        """Want the jobs done whose time has come."""
        app = self.app
        with app.app_context():
            timetable.want_due(app.extensions["bumen.manifests"], self.startable())

    def startable(self) -> list[str]:
        """Return the names of the jobs that may start now, within a context of the app."""
        connection = session().connection(execution_options={"sqlite_begin": "DEFERRED"})
        return _startable(self.app, epoch.choice(connection))

    def run_next(self, job_id: int | None = None) -> bool:
        """Run one job if one is due, or only that one; return whether there was one."""
        app = self.app
        with app.app_context():
            jobs: dict[str, Job] = app.extensions["bumen.jobs"]
            row = self._claim(job_id)
            if row is None:
                return False
            kind, args = jobs[row.name], row.args
            with force_locale(row.language), words.remembered():
                context, hindrance = self._prepare(kind, row)
                context.progress.epoch = app.extensions["bumen.epoch"]
                key = (database_of(app), context.id)
                running[key] = context.progress
                try:
                    with self._heartbeat(context):
                        self._attempt(kind, context, args, hindrance)
                finally:
                    running.pop(key, None)
            return True

    def _claim(self, job_id: int | None) -> JobRow | None:
        # Looking takes no lock, and most of the time there is nothing to do.
        names = self.startable()
        due = session().scalar(queries.claimable(names, clock.now(), job_id).limit(1))
        session().rollback()
        if due is None:
            return None
        lease, now = self.lease, clock.now()
        row = services.claim(
            session(), names, worker=self.name, lease=lease, now=now, job_id=job_id
        )
        session().commit()
        return row

    def _prepare(self, kind: Job, row: JobRow) -> tuple[JobContext, Exception | None]:
        wanted_by = users.with_rights(sa.select(User).where(User.id == row.created_by_id))
        by = session().scalars(wanted_by).unique().one()
        assert by.permissions is not None  # noqa: S101 - computed while the roles are loaded
        session().info["actor"] = by
        context = JobContext(row.id, by, clock.now(), row.attempt)
        hindrance: Exception | None = None
        if row.cancel_requested:
            hindrance = JobCancelled()
        elif row.attempt > kind.max_attempts:
            hindrance = BusinessError(
                _("The worker stopped in the middle of this job each time; it is not tried again.")
            )
        session().rollback()  # the heartbeat can write until the job itself begins to
        return context, hindrance

    def _attempt(
        self, kind: Job, context: JobContext, args: dict[str, Any], hindrance: Exception | None
    ) -> None:
        try:
            if hindrance is not None:
                raise hindrance
            result = kind.function(context, **args)
            done = services.finish(session(), context.id, result, worker=self.name, now=clock.now())
            if not done:
                raise JobLost
            session().commit()
        except JobLost:
            session().rollback()
            log.warning("job was taken over", job=context.id)
        except JobCancelled:
            self._end(kind, context, args, State.CANCELLED, _("It was cancelled."))
        except BusinessError as error:
            self._end(kind, context, args, State.FAILED, str(error))
        except Exception as error:
            log.exception("job failed", job=context.id, name=kind.name, error=repr(error))
            self._stumble(kind, context, args)

    def _stumble(self, kind: Job, context: JobContext, args: dict[str, Any]) -> None:
        message = _("Something went wrong on our side; the error has been recorded.")
        if context.attempt >= kind.max_attempts:
            self._end(kind, context, args, State.FAILED, message)
            return
        session().rollback()
        wait = min(BACK_OFF_SECONDS * 2 ** (context.attempt - 1), LONGEST_BACK_OFF)
        until = clock.now() + timedelta(seconds=wait)
        services.put_off(session(), context.id, message, worker=self.name, until=until)
        session().commit()

    def _end(
        self, kind: Job, context: JobContext, args: dict[str, Any], state: State, message: str
    ) -> None:
        session().rollback()
        ended = services.give_up(
            session(), context.id, state, message, worker=self.name, now=clock.now()
        )
        if ended and kind.on_failure is not None:
            kind.on_failure(context, message, **args)
        session().commit()

    @contextmanager
    def _heartbeat(self, context: JobContext) -> Iterator[None]:
        over = threading.Event()
        self._extend(context)
        thread = threading.Thread(target=self._keep_alive, args=(context, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _keep_alive(self, context: JobContext, over: threading.Event) -> None:
        while not over.wait(self.beat):
            with self.app.app_context():
                self._extend(context)

    def _extend(self, context: JobContext) -> None:
        progress = context.progress
        told = (progress.done, progress.total, progress.message)
        try:
            cancelled = services.extend(
                session(), context.id, told, worker=self.name, lease=self.lease, now=clock.now()
            )
            session().commit()
        except OperationalError:
            # SQLite has one writer.  While the job itself writes, nobody can claim it either.
            session().rollback()
            return
        progress.lost = cancelled is None
        progress.cancelled = progress.cancelled or bool(cancelled)
