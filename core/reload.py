"""The WSGI callable: it swaps in a new app when the set of plugins changes.

A request reads the committed set and is answered by an app that never changes.  One thread of
the process builds the next app, tries it and puts it into place; until then the former app goes
on, and the gate of `core.epoch` keeps closed what was switched off.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.wsgi import ClosingIterator

from core import clock, quarantine, rehearsal, worker
from core.app import create_app
from core.config import Settings
from core.db import engine_for
from core.epoch import ENVIRON, Choice, Watch
from core.logging import Trouble
from core.plugin import services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOOK_SECONDS = 0.2  # how long a process without a request knows nothing of a change
BEAT_SECONDS = 5.0
WAIT_SECONDS = 10.0  # for the app that has a plugin which was just switched on
RETRY_SECONDS = 5.0
POLITE_SECONDS = 0.0002
STATIC = "/static/"
PLUGIN_PAGES = "/core/plugin/"
log = structlog.get_logger(__name__)


@contextlib.contextmanager
def _polite() -> Iterator[None]:
    """Let requests have the interpreter back at once after each of their queries.

    Beside a thread that calculates they would wait five milliseconds for it each time.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(POLITE_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


@dataclass(eq=False)
class Generation:
    """An app and the number of requests that it has not finished."""

    app: Flask
    requests: int = 0

    @property
    def epoch(self) -> int:
        """The epoch of the set that the app was built from."""
        number: int = self.app.extensions["bumen.epoch"]
        return number

    @property
    def plugins(self) -> frozenset[str]:
        """The plugins that run in the app."""
        return frozenset(plugin.name for plugin in self.app.extensions["bumen.loaded"].plugins)


class Follower:
    """Keeps the app of this process up to date and tells the others how far it is.

    :param kind: what the process is: ``web`` or ``worker``.
    :param taken: called with each app that takes over.
    """

    def __init__(
        self, settings: Settings, *, kind: str, taken: Callable[[Flask], None] | None = None
    ) -> None:
        self.settings = settings
        self.kind = kind
        self.process = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.is_pinned = settings.pinned_plugins() is not None
        self.wanted = threading.Event()
        self._taken = taken
        self._watch = Watch(settings.database_url)
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._failed: tuple[int, float] | None = None
        self._beaten = -BEAT_SECONDS
        self._told: tuple[int, int] | None = None
        self.current = Generation(create_app(settings, serving=True))
        self._watch.last = Choice(self.current.epoch)
        self._former: list[Generation] = []

    def start(self) -> None:
        """Start the thread that follows; call it after a fork, once in a process."""
        self._thread = threading.Thread(target=self._run, name="bumen-follower", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and let the others forget this process."""
        self._stop.set()
        self.wanted.set()
        if self._thread is not None:
            self._thread.join(WAIT_SECONDS)
        self._watch.close()
        try:
            with Session(engine_for(self.settings.database_url)) as session, session.begin():
                services.leave(session, self.process)
        except DBAPIError:  # then they take it for dead after a while
            log.exception("the end of this process cannot be told")

    def look(self) -> Choice:
        """Return the committed set; the thread wakes up when it is not the one that runs."""
        if self.is_pinned:
            return Choice(self.current.epoch)
        choice = self._watch.read()
        if choice.number != self.current.epoch:
            self.wanted.set()
        return choice

    def wait_for(self, choice: Choice) -> None:
        """Wait until the app of a set is in place, or cannot be built, or takes too long."""

        def is_over() -> bool:
            failed = self._failed[0] if self._failed else None
            return choice.number <= self.current.epoch or choice.number == failed

        with self._changed:
            self._changed.wait_for(is_over, WAIT_SECONDS)

    def enter(self) -> Generation:
        """Return what answers a request; give it back to :meth:`leave`."""
        with self._changed:
            self.current.requests += 1
            return self.current

    def leave(self, generation: Generation) -> None:
        """Note that a request is over."""
        with self._changed:
            generation.requests -= 1
            if generation is not self.current and not generation.requests:
                self.wanted.set()  # the others may hear of it

    def step(self) -> None:
        """Look once, build the next app if the set has changed, and tell the others."""
        choice = self.look()
        if self._is_outdated(choice):
            self._rebuild(choice)
        self._beat()

    def _run(self) -> None:
        trouble = Trouble("the set of plugins cannot be followed")
        while not self._stop.is_set():
            with trouble:  # a database that restarts must not end the thread
                self.step()
            self.wanted.wait(LOOK_SECONDS)
            self.wanted.clear()

    def _is_outdated(self, choice: Choice) -> bool:
        if self._failed and choice.number == self._failed[0]:
            return time.monotonic() > self._failed[1] + RETRY_SECONDS
        return choice.number != self.current.epoch or self._is_migrated_now()

    def _is_migrated_now(self) -> bool:
        """Return whether a plugin that waited for its tables has them by now."""
        waiting: frozenset[str] = self.current.app.extensions["bumen.waiting"]
        if not waiting or time.monotonic() < self._beaten + BEAT_SECONDS:
            return False
        found = services.everything(self.settings)
        return set(quarantine.unmigrated(self.settings.database_url, found, waiting)) != waiting

    def _rebuild(self, choice: Choice) -> None:
        begun = time.monotonic()
        try:
            with _polite():
                generation = Generation(self._tried_app())
        except Exception:
            log.exception("the next app cannot be built; the former one goes on")
            with self._changed:
                self._failed = (choice.number, time.monotonic())
                self._changed.notify_all()
            return
        with self._changed:
            self._former.append(self.current)
            self.current, self._failed = generation, None
            self._changed.notify_all()
        if self._taken is not None:
            self._taken(generation.app)
        seconds = round(time.monotonic() - begun, 3)
        log.info("plugins switched", epoch=generation.epoch, seconds=seconds)

    def _tried_app(self) -> Flask:
        """Return an app that answers; if a new plugin keeps it from that, one without it."""
        app = create_app(self.settings, serving=True)
        failure = rehearsal.smoke(app)
        new = Generation(app).plugins - self.current.plugins
        if failure and new:
            app = create_app(self.settings, serving=True, faults=dict.fromkeys(new, failure))
            failure = rehearsal.smoke(app)
        if failure:
            raise RuntimeError(failure)
        self._warm(app)
        return app

    def _warm(self, app: Flask) -> None:
        """Load the templates that the former app has in use, so that no reader waits for them."""
        cache = self.current.app.jinja_env.cache
        for _loader, name in list(cache or ()):
            with contextlib.suppress(TemplateNotFound):
                app.jinja_env.get_template(name)

    def _beat(self) -> None:
        """Tell the others what this process runs: at once when it changes, else now and then."""
        with self._changed:
            self._former = [one for one in self._former if one.requests]
            epochs = [one.epoch for one in (self.current, *self._former)]
        job = worker.oldest_epoch(self.settings.database_url)
        oldest = min(epochs if job is None else [*epochs, job])
        fact = (self.current.epoch, oldest)
        if fact == self._told and time.monotonic() < self._beaten + BEAT_SECONDS:
            return
        with Session(engine_for(self.settings.database_url)) as session, session.begin():
            services.report(
                session,
                self.process,
                kind=self.kind,
                epoch=fact[0],
                oldest=oldest,
                now=clock.now(),
            )
        self._told, self._beaten = fact, time.monotonic()


class Live:
    """What gunicorn serves: the app of this moment."""

    def __init__(self, follower: Follower) -> None:
        self.follower = follower

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request from the set that is committed when it arrives."""
        follower = self.follower
        if environ.get("PATH_INFO", "").startswith(STATIC):  # of the core, and always the same
            return follower.current.app(environ, start_response)
        choice = follower.look()
        if self._must_wait(environ, choice):
            follower.wait_for(choice)
        if choice.names is not None:
            environ[ENVIRON] = choice.names
        generation = follower.enter()
        try:
            answer = generation.app(environ, start_response)
        except BaseException:
            follower.leave(generation)
            raise
        return ClosingIterator(answer, lambda: follower.leave(generation))

    def _must_wait(self, environ: dict[str, Any], choice: Choice) -> bool:
        """Return whether the former app would show what is not so any more.

        Those are the pages of a plugin that was just switched on, and those about plugins.
        """
        current = self.follower.current
        if choice.names is None or choice.number == current.epoch:
            return False
        path: str = environ.get("PATH_INFO", "")
        owner = path.lstrip("/").partition("/")[0]
        return path.startswith(PLUGIN_PAGES) or owner in choice.names - current.plugins
