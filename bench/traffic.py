"""A deployment that is read all the time while its plugins are switched on and off."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from core import loader

BUMEN = Path(sys.executable).with_name("bumen")
ADMIN = ("admin@example.com", "tea-and-figures")
PATIENCE = 150
BROKEN = "broken_for_show"
# What a demo company has switched on.
EVERYTHING = frozenset(name for name, one in loader.installed().items() if one.bundled)
WORKERS = "SELECT epoch, oldest FROM core_plugin_worker"
EPOCH = "SELECT number FROM core_plugin_epoch"
FORCE = (
    "INSERT INTO core_plugin (name) VALUES (:name)",
    "DELETE FROM core_plugin WHERE name = :name",
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Deployment:
    """A demo company that is served."""

    url: str
    folder: Path
    workers: int
    port: int = 0
    cookie: str = ""

    def environment(self) -> dict[str, str]:
        """Return what its processes read."""
        return {
            **os.environ,
            "BUMEN_DATABASE_URL": self.url,
            "BUMEN_DATA_DIR": str(self.folder / "data"),
            "BUMEN_PLUGIN_PATH": str(self.folder / "plugins"),
            "BUMEN_LANGUAGE": "en",
        }

    def bumen(self, *arguments: str) -> str:
        """Run a command that must succeed."""
        command = [BUMEN, *arguments]
        return subprocess.run(
            command, env=self.environment(), check=True, capture_output=True, text=True
        ).stdout

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Send one request on a connection of its own; return status, text and new cookies."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Accept-Language": "en", "Cookie": self.cookie} | (FORM if form else {})
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            jar: SimpleCookie = SimpleCookie()
            for value in answer.headers.get_all("Set-Cookie", ()):
                jar.load(value)
            return (
                answer.status,
                text,
                "; ".join(f"{key}={one.value}" for key, one in jar.items()),
            )
        finally:
            connection.close()

    def sign_in(self) -> None:
        """Become the administrator."""
        _status, page, self.cookie = self.ask("GET", "/login")
        form = {"email": ADMIN[0], "password": ADMIN[1], "csrf_token": token(page)}
        status, _page, self.cookie = self.ask("POST", "/login", form)
        assert status in {302, 303}, status

    def switch(self, name: str, verb: str) -> None:
        """Press the button on the page of the plugins."""
        _status, page, _cookie = self.ask("GET", "/core/plugin/")
        form = {"csrf_token": token(page)}
        status, _page, _cookie = self.ask("POST", f"/core/plugin/{name}/{verb}", form)
        assert status in {302, 303}, status

    def query(self, statement: str) -> list[tuple[int, ...]]:
        """Look into the database."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def force(self, name: str, on: bool) -> None:
        """Change the set behind the back of all checks."""
        with self.engine.begin() as connection:
            connection.execute(sa.text(FORCE[0 if on else 1]), {"name": name})
            connection.exec_driver_sql("UPDATE core_plugin_epoch SET number = number + 1")

    @property
    def engine(self) -> sa.Engine:
        """A new engine, so that nothing is kept between two looks."""
        return sa.create_engine(self.url, poolclass=sa.pool.NullPool)


def token(page: str) -> str:
    """Return the token that a form must bring back."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) or re.search(
        r'"X-CSRFToken": "([^"]+)"', page
    )
    assert found, page[:2000]
    return found[1]


@contextlib.contextmanager
def served(url: str, folder: Path, workers: int) -> Iterator[Deployment]:
    """Make a demo company with a broken plugin beside it, serve it, and stop it in the end."""
    broken = folder / "plugins" / BROKEN
    broken.mkdir(parents=True)
    (broken / "__init__.py").touch()
    (broken / "plugin.py").write_text("raise RuntimeError('broken for show')")
    (broken / "plugin.toml").write_text(
        f'name = "{BROKEN}"\napi = 1\ntitle.en = "Broken"\nsummary.en = "It breaks."'
    )
    made = Deployment(url, folder, workers)
    made.bumen("demo", "--orders", "300", "--no-serve")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made.port = free.getsockname()[1]
    log = (folder / "server.log").open("w")
    with log:
        server = subprocess.Popen(
            [BUMEN, "serve", "--port", str(made.port), "--workers", str(workers)],
            env=made.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait(lambda: len(made.query(WORKERS)) == workers)
            made.sign_in()
            # The first change writes down what was on by default.
            made.switch("finance", "disable")
            made.switch("finance", "enable")
            yield made
        finally:
            server.terminate()
            server.wait(PATIENCE)


def wait(is_so: Callable[[], bool]) -> float:
    """Wait for something; return the seconds.

    :raises TimeoutError: if it takes too long.
    """
    begun = time.perf_counter()
    while not is_so():
        if time.perf_counter() > begun + PATIENCE:
            raise TimeoutError
        time.sleep(0.01)
    return time.perf_counter() - begun


@dataclass
class Traffic:
    """Readers, each of whom asks for one page after the other at a steady pace.

    ``on`` is the committed set, or None while it changes.
    """

    site: Deployment
    paths: list[str]
    readers: int = 4
    per_second: float = 24
    on: frozenset[str] | None = EVERYTHING
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def flowing(self) -> Iterator[None]:
        """Let the readers read while the block runs."""
        self.stop.clear()
        threads = [threading.Thread(target=self._read, args=(n,)) for n in range(self.readers)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def _read(self, number: int) -> None:
        lot = random.Random(number)
        pace = self.readers / self.per_second
        due = time.perf_counter() + number * pace / self.readers
        while not self.stop.wait(max(0.0, due - time.perf_counter())):
            due += pace
            self._ask(lot.choice(self.paths))

    def _ask(self, path: str) -> None:
        before, begun = self.on, time.perf_counter()
        try:
            status, _text, _cookie = self.site.ask("GET", path)
        except OSError as error:
            self.faults.append(f"{path}: {error!r}")
            return
        self.seconds.append(time.perf_counter() - begun)
        owner = path.strip("/").partition("/")[0]
        allowed = {200, 404} if before is None or before is not self.on else {200}
        if before is not None and before is self.on and owner not in before | {"", "core"}:
            allowed = {404}
        if owner in {"", "core"}:
            allowed = {200}
        if status not in allowed:
            self.faults.append(f"{path}: {status}, not {sorted(allowed)}")


def toggle(traffic: Traffic, change: Callable[[], None], after: frozenset[str]) -> float:
    """Change the set while the readers read; return the seconds until all processes follow."""
    site = traffic.site
    ((former,),) = site.query(EPOCH)
    traffic.on = None
    changing = threading.Thread(target=change)
    changing.start()
    wait(lambda: site.query(EPOCH) != [(former,)])
    seconds = wait(lambda: site.query(WORKERS) == [(former + 1, former + 1)] * site.workers)
    changing.join()
    traffic.on = after
    return seconds


def ten_toggles(traffic: Traffic, *, pause: float) -> list[float]:
    """Switch finance and a broken plugin off and on, ten times; return the seconds of each."""
    site = traffic.site
    taken = []

    def step(change: Callable[[], None], after: frozenset[str]) -> None:
        time.sleep(pause)
        taken.append(toggle(traffic, change, after))

    for _round in range(4):
        step(lambda: site.switch("finance", "disable"), EVERYTHING - {"finance"})
        step(lambda: site.switch("finance", "enable"), EVERYTHING)
    step(lambda: site.force(BROKEN, True), EVERYTHING)
    ((former,),) = site.query(EPOCH)
    site.switch(BROKEN, "disable")
    taken.append(wait(lambda: {row[0] for row in site.query(WORKERS)} == {former + 1}))
    site.switch(BROKEN, "enable")  # is refused: the trial finds out
    assert site.query(EPOCH) == [(former + 1,)]
    time.sleep(pause)
    return taken
