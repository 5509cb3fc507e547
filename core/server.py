"""The processes that run for long: the web server, and the worker beside it.

The web server is gunicorn with threads, one process on SQLite, several on PostgreSQL.
"""

from __future__ import annotations

import contextvars
import gc
import signal
import threading
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication

from core import broker, config, jobs, migrate
from core.app import create_app
from core.config import Settings
from core.db import dispose, engine_for
from core.errors import BusinessError
from core.reload import Follower, Live
from core.worker import Worker

THREADS = 8
TIMEOUT_SECONDS = 120


class Server(BaseApplication):
    """Gunicorn started from Python, for one deployment."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings = settings
        self.options = options
        self.follower: Follower | None = None
        super().__init__()

    def load_config(self) -> None:
        """Take the options as they are."""
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("worker_exit", lambda _arbiter, _worker: self.end())

    def load(self) -> Live:
        """Build the app of this process, after the fork, and start the threads beside it."""
        # The command that started us is still running, in an app of its own.
        return contextvars.Context().run(self._begin)

    def _begin(self) -> Live:
        embedded = self.settings.embedded_worker and not self.settings.jobs_broker
        taken = jobs.start_worker if embedded else None
        self.follower = Follower(self.settings, kind="web", taken=taken)
        if embedded:
            jobs.start_worker(self.follower.current.app)
        self.follower.start()
        return Live(self.follower)

    def end(self) -> None:
        """Let the other processes forget this one."""
        if self.follower is not None:
            self.follower.stop()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes; SQLite takes one.")
def command(host: str, port: int, workers: int) -> None:
    """Serve the pages."""
    settings = config.settings()
    if workers > 1 and settings.database_url.startswith("sqlite"):
        raise BusinessError("SQLite serves one process; use PostgreSQL for several workers.")
    migrate.require_tables(engine_for(settings.database_url))
    run(settings, host=host, port=port, workers=workers)


def options(host: str, port: int, workers: int = 1) -> dict[str, Any]:
    """Return how gunicorn serves."""
    return {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "timeout": TIMEOUT_SECONDS,
        "accesslog": None,
        # Nobody steers the server through a socket in a home folder.
        "control_socket_disable": True,
    }


def run(settings: Settings, *, host: str, port: int, workers: int = 1) -> None:
    """Serve until the process is told to stop."""
    # It imports and maps everything for all processes at once, and is not kept.
    contextvars.Context().run(create_app, settings, serving=True)
    # What was imported stays: looking through it for what can be freed takes readers' time, and
    # would make each process write to memory that it shares with the others.
    gc.collect()
    gc.freeze()
    dispose(settings.database_url)  # processes must not share a connection
    Server(settings, options(host, port, workers)).run()


@click.command("worker")
@with_appcontext
@click.option("--threads", default=2, show_default=True, help="Jobs at once, with a broker.")
def worker_command(threads: int) -> None:
    """Run jobs until stopped by SIGTERM or Ctrl-C; with BUMEN_JOBS_BROKER those that it names."""
    settings: Settings = current_app.extensions["bumen.settings"]
    migrate.require_tables(engine_for(settings.database_url))
    if settings.jobs_broker:
        contextvars.Context().run(run_broker_worker, settings, threads=threads)
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_received: stop.set())
    contextvars.Context().run(run_worker, settings, stop)


def run_worker(settings: Settings, stop: threading.Event) -> None:
    """Run jobs in this thread until told to stop; the job in hand is finished first."""

    def take(app: Flask) -> None:
        worker.app = app
        worker.wanted.set()

    follower = Follower(settings, kind="worker", taken=take)
    worker = Worker(follower.current.app, stop=stop)
    follower.start()
    try:
        worker.run()
    finally:
        follower.stop()


def run_broker_worker(settings: Settings, *, threads: int) -> None:
    """Run the jobs that the broker names, some at once; those in hand are finished first."""
    follower = Follower(settings, kind="worker")
    follower.start()
    try:
        broker.work(lambda: follower.current.app, settings.jobs_broker, threads=threads)
    finally:
        follower.stop()
