"""Jobs over a broker: Celery on Redis or RabbitMQ wakes workers up, on any machine.

A message carries the number of a job and nothing else.  The row in the database decides whether
the job runs: a message that comes twice, too early or never changes nothing, because claiming is
one statement and a sweeper sends again what is due.  So messages are acknowledged on arrival.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from flask import Flask

from core import clock
from core.db import session
from core.errors import BusinessError
from core.job import queries
from core.logging import Trouble
from core.worker import LOOK_SECONDS, POLL_SECONDS, Worker

if TYPE_CHECKING:
    from celery import Celery

log = structlog.get_logger(__name__)
RUN = "bumen.run"
CONNECT_SECONDS = 2
AGAIN_SECONDS = 30.0  # until a message that led to nothing is sent again
MOST = 500  # jobs that the sweeper sends at once


@lru_cache
def celery(url: str, database: str) -> Celery:
    """Return the Celery app for a broker; each database has a queue of its own on it.

    :raises BusinessError: if the extra is not installed.
    """
    try:
        from celery import Celery
    except ImportError as error:
        raise BusinessError(
            "BUMEN_JOBS_BROKER needs Celery: install bumen[celery], or leave it empty."
        ) from error
    made = Celery("bumen", broker=url, set_as_current=False, fixups=[])
    address = sa.make_url(database).render_as_string(hide_password=True)
    made.conf.update(
        task_default_queue=f"bumen.{hashlib.sha256(address.encode()).hexdigest()[:12]}",
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_timeout=CONNECT_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_connect_timeout": CONNECT_SECONDS},
    )
    return made


def send(url: str, database: str, ids: Iterable[int]) -> None:
    """Tell the workers of jobs; if the broker is away the sweeper tells them later."""
    carrier = celery(url, database)
    try:
        with carrier.connection_for_write(transport_options=_impatient(url)) as connection:
            for job_id in ids:
                carrier.send_task(RUN, args=[job_id], connection=connection, retry=False)
    except Exception as error:
        log.warning("broker cannot be reached", error=repr(error))


def _impatient(url: str) -> dict[str, Any]:
    """Return how long a page waits for a broker that does not answer."""
    if url.startswith("amqp"):
        return {"max_retries": 0, "connect_timeout": CONNECT_SECONDS}
    return {"max_retries": 0, "socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": 5}


@dataclass
class Sweeper:
    """Sends the jobs that are due again and wants those whose time by the clock has come."""

    current: Callable[[], Flask]
    url: str
    stop: threading.Event = field(default_factory=threading.Event)
    sent: dict[int, float] = field(default_factory=dict)
    looked: float = -LOOK_SECONDS

    def run(self) -> None:
        """Sweep until told to stop."""
        trouble = Trouble("sweeper cannot reach its jobs")
        while not self.stop.wait(POLL_SECONDS):
            with trouble:  # a database that restarts or is locked must not end the sweeper
                self.sweep()

    def sweep(self) -> list[int]:
        """Send once what is due and was not sent a moment ago; return what that was."""
        app, now = self.current(), time.monotonic()
        worker = Worker(app)
        if now > self.looked + LOOK_SECONDS:
            self.looked = now
            worker.look_at_the_clock()
        with app.app_context():
            names = worker.startable()
            due = session().scalars(queries.claimable(names, clock.now()).limit(MOST)).all()
            session().rollback()
        self.sent = {one: at for one, at in self.sent.items() if now < at + AGAIN_SECONDS}
        missed = [one for one in due if one not in self.sent]
        if missed:
            send(self.url, app.config["SQLALCHEMY_DATABASE_URI"], missed)
        self.sent |= dict.fromkeys(missed, now)
        return missed


def work(
    current: Callable[[], Flask],
    url: str,
    *,
    threads: int,
    make: Callable[[Flask], Worker] = Worker,
) -> None:
    """Run the jobs that the broker names, some at once, until SIGTERM or Ctrl-C.

    :param current: returns the newest app, as plugins are switched while the worker runs.
    """
    carrier = celery(url, current().config["SQLALCHEMY_DATABASE_URI"])

    @carrier.task(name=RUN)  # type: ignore[untyped-decorator]  # Celery carries no types
    def run(job_id: int) -> None:
        make(current()).run_next(job_id)

    sweeper = Sweeper(current, url)
    thread = threading.Thread(target=sweeper.run, name="bumen-sweeper", daemon=True)
    thread.start()
    try:
        carrier.Worker(pool="threads", concurrency=threads, loglevel="WARNING", quiet=True).start()
    finally:
        sweeper.stop.set()
        thread.join()
