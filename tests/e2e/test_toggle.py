"""Plugins are switched on and off while people work: nobody meets an error or a stale page."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from bench.traffic import BROKEN, Traffic, served, ten_toggles

pytestmark = pytest.mark.e2e

PATHS = ["/", "/core/party/", "/orders/order/", "/finance/settlement/", "/finance/payment/"]


@pytest.fixture
def postgresql(postgresql_server):
    """The address of a database that is dropped afterwards."""
    name = f"bumen_toggle_{uuid.uuid4().hex[:8]}"
    engine = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield sa.make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


def faults_while_switching(url: str, folder, workers: int) -> list[str]:
    with served(url, folder, workers) as site:
        traffic = Traffic(site, PATHS)
        with traffic.flowing():
            taken = ten_toggles(traffic, pause=0.5)
        assert len(taken) == 10  # each was waited for until all processes had switched
        assert len(traffic.seconds) > 100
        assert f"{BROKEN} 0: disabled" in site.bumen("plugin", "list")
        return traffic.faults


@pytest.mark.long
def test_one_process_on_sqlite_fails_nobody(tmp_path) -> None:
    assert faults_while_switching(f"sqlite:///{tmp_path / 'bumen.db'}", tmp_path, 1) == []


@pytest.mark.long
def test_three_processes_on_postgresql_fail_nobody(tmp_path, postgresql) -> None:
    assert faults_while_switching(postgresql, tmp_path, 3) == []
