"""Fixtures of all tests come from the pytest plugin that plugin authors use too."""

from __future__ import annotations

import hashlib
import os
import re
from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

from core import clock
from core.api_token import services as tokens
from core.user.queries import with_keys

ENGLISH = {"Accept-Language": "en"}
pytest_plugins = ["core.testing"]
BACKENDS = {"sqlite", "postgresql"}
# One worker examines the planted plugins, in minutes, and the others need not wait for it.
TOGETHER = {"tests/core/contract/test_contract.py"}
DRAWN = re.compile(
    r"/test_views\.py::|/core/(archive|backup|plan|plugin)/|/test_tombstones\.py::|keeps_its_contract"
)


@pytest.hookimpl(trylast=True)  # the order is drawn by then
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let long tests begin, and leave out what a run of all tests does not look at."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    _draw(config, items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling | None:
    """Let one worker have all tests of a file whose fixture takes minutes.

    ``xdist_group`` says so in vain: xdist 3.8 renames tests where pytest 9.2 does not look.
    """
    return _ByFile(config, log) if config.getoption("dist") == "loadgroup" else None


class _ByFile(LoadGroupScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


def _draw(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Draw for some tests the one database that a run of all tests looks at them with.

    Pages and the switching of plugins take most of the time, and what is particular to a database
    lies below them: everything else runs on both.  Each run draws anew; ``pytest`` without ``-n``
    draws nothing.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None or config.getoption("--db"):
        return
    spared = [item for item in items if _is_drawn(item) and _backend(item) == _drawn(run, item)]
    if spared:
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if item not in set(spared)]


def _is_drawn(item: pytest.Item) -> bool:
    return bool(DRAWN.search(item.nodeid)) and _backend(item) in BACKENDS


def _backend(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return "" if call is None else str(call.params.get("backend", ""))


def _drawn(run: str, item: pytest.Item) -> str:
    name = item.nodeid.replace("sqlite", "").replace("postgresql", "")
    odd = hashlib.sha256(f"{run}{name}".encode()).digest()[0] % 2
    return sorted(BACKENDS)[odd]


@pytest.fixture
def program(app, session, sign_in):
    """Make programs: ``program("orders.refund.index")`` asks the API with these permissions.

    ``ask("GET", "orders/refund/")`` returns the status and the answer; a body may follow.
    """

    def made(*permissions: str):
        key = sign_in(*permissions, name="Robot").user.id
        user = session.scalars(with_keys([key])).unique().one()
        _token, secret = tokens.issue(
            session, name="t", scopes=permissions, days=1, by=user, now=clock.now()
        )
        session.commit()
        client, headers = app.test_client(), {"Authorization": f"Bearer {secret}"}

        def ask(method: str, path: str, body=None):
            answer = client.open(f"/api/v1/{path}", method=method, json=body, headers=headers)
            return answer.status_code, answer.get_json()

        return ask

    return made


@pytest.fixture
def look(session, queries):
    """Return the English text of a page on one line, and how many statements it took."""

    def looked(client, url: str) -> tuple[str, int]:
        session.commit()
        with queries() as count:
            text = client.get(url, headers=ENGLISH).text
        return " ".join(text.split()), count.value

    return looked
