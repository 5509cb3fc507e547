"""A database that has no tables yet, old ones, or is away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from core import migrate
from core.app import create_app
from core.db import dispose, engine_for
from core.logging import Trouble
from core.testing import settings_for
from tests.conftest import ENGLISH

PARTIES, TOKEN = "/api/v1/core/party/", {"Authorization": "Bearer bumen_of_nobody"}
both = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


@both
@pytest.mark.parametrize("asked", ["serve", "worker", "audit verify"])
def test_a_command_says_how_the_tables_are_made(place, tmp_path, asked) -> None:
    variables = {"BUMEN_DATABASE_URL": place, "BUMEN_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [Path(sys.executable).with_name("bumen"), *asked.split()],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "The database has no tables yet. Run: bumen db upgrade\n"


@both
@pytest.mark.parametrize(
    ("revision", "refusal"),
    [
        ("core_0001", "The tables are older than this version. Run: bumen db upgrade"),
        (migrate.CORE.newest(), ""),
        ("core_9999", ""),  # of a later release
    ],
)
def test_only_tables_that_are_older_than_the_code_are_refused(place, revision, refusal) -> None:
    with engine_for(place).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version_core (version_num VARCHAR(32))")
        connection.exec_driver_sql(f"INSERT INTO alembic_version_core VALUES ('{revision}')")
    said = ""
    try:
        migrate.require_tables(engine_for(place))
    except migrate.MigrationError as error:
        said = str(error)
    assert said == refusal


@both
def test_a_page_says_that_something_is_wrong_where_the_tables_are_gone(place, tmp_path) -> None:
    client = create_app(settings_for(place, tmp_path, "")).test_client()
    answer = client.get("/login", headers=ENGLISH)
    assert answer.status_code == 500
    assert "The error has been recorded; try again or tell an administrator." in answer.text
    assert "core_" not in answer.text
    assert client.get(PARTIES, headers=TOKEN).json["status"] == 500


@both
def test_pages_ask_for_patience_while_the_database_is_away(place, tmp_path, request) -> None:
    client = create_app(settings_for(place, tmp_path, "")).test_client()
    dispose(place)
    url = sa.make_url(place)
    if url.drivername == "sqlite":
        shutil.rmtree(Path(url.database).parent)
    else:
        server = sa.create_engine(
            request.getfixturevalue("postgresql_server"), isolation_level="AUTOCOMMIT"
        )
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {url.database} WITH (FORCE)")
        server.dispose()
    for language, advice in (
        ("en", "Wait a minute and try again."),
        ("zh-CN", "请稍等一分钟再试。"),
    ):
        answer = client.get("/login", headers={"Accept-Language": language})
        assert answer.status_code == 503
        assert advice in answer.text
    assert client.get(PARTIES, headers=TOKEN).json["status"] == 503
    assert client.get("/core/health/").status_code == 503


def test_who_watches_the_servers_is_told_that_all_is_well(client) -> None:
    answer = client.get("/core/health/")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_loop_that_fails_again_and_again_says_so_once_and_says_when_it_is_over() -> None:
    trouble = Trouble("nothing comes")
    with capture_logs() as told:
        for failure in (None, "away", "away", "locked", None, None, "away"):
            with trouble:
                if failure:
                    raise OSError(failure)
    assert [(one["log_level"], one["event"]) for one in told] == [
        ("error", "nothing comes"),
        ("error", "nothing comes"),
        ("info", "nothing comes: over"),
        ("error", "nothing comes"),
    ]


def test_a_loop_that_is_told_to_end_ends() -> None:
    with pytest.raises(KeyboardInterrupt), Trouble("nothing comes"):
        raise KeyboardInterrupt
