from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from core import loader
from core.config import Settings
from core.errors import BusinessError
from core.loader import Found
from core.manifest import Manifest, Text
from core.plugin import queries, services
from core.plugin.models import Epoch
from core.testing import make_user
from core.user.models import User


def found(name: str, *, bundled: bool = False, fault: str = "", **facts: object) -> Found:
    text = Text(en=name.title(), zh_Hans=name)
    manifest = Manifest.model_validate(
        {"name": name, "title": text, "summary": text, "api": 1} | facts
    )
    folder = Path("/nowhere")
    return Found(name, name, folder, "1.0", bundled, None if fault else manifest, fault)


INSTALLED = {
    "orders": found("orders", bundled=True),
    "finance": found("finance", bundled=True, requires={"orders": "*"}),
    "loyalty": found("loyalty", requires={"stamps": "*", "orders": "*"}),
    "stamps": found("stamps"),
    "broken": found("broken", fault="plugin.toml: title is missing"),
    "future": found("future", api=99),
    "lonely": found("lonely", requires={"absent": "*"}),
    "ping": found("ping", requires={"pong": "*"}),
    "pong": found("pong", requires={"ping": "*"}),
}


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch, built_app: Flask) -> None:
    monkeypatch.setattr(loader, "installed", lambda: INSTALLED)


@pytest.fixture
def settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settings:
    own = Settings(database_url="sqlite://", plugins=None)
    monkeypatch.setitem(app.extensions, "bumen.settings", own)
    return own


@pytest.fixture
def ada(session) -> User:
    return make_user(session, name="Ada")


def on(session) -> list[str]:
    return list(session.scalars(queries.enabled_names()))


def epoch(session) -> int | None:
    return session.scalar(sa.select(Epoch.number))


def test_before_the_first_choice_the_bundled_plugins_are_on(session) -> None:
    assert services.chosen(session, INSTALLED) == {"orders", "finance"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("absent", "There is no plugin absent"),
        ("orders", "is on already"),
        ("broken", "title is missing"),
        ("future", "API level 99"),
        ("lonely", "requires the plugin absent"),
        ("ping", "requires itself"),
    ],
)
def test_what_cannot_run_is_not_enabled(session, settings, ada, name, reason) -> None:
    with pytest.raises(BusinessError, match=reason):
        services.enable(session, name, settings=settings, by=ada)
    assert epoch(session) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [("orders", "finance requires orders"), ("stamps", "is off already")],
)
def test_what_others_need_is_not_disabled(session, settings, ada, name, reason) -> None:
    with pytest.raises(BusinessError, match=reason):
        services.disable(session, name, settings=settings, by=ada)


def test_a_pinned_set_is_not_changed(session, ada) -> None:
    pinned = Settings(database_url="sqlite://", plugins="orders")
    with pytest.raises(BusinessError, match="BUMEN_PLUGINS"):
        services.enable(session, "stamps", settings=pinned, by=ada)


def test_a_plugin_whose_package_is_gone_can_be_switched_off() -> None:
    gone = {name: one for name, one in INSTALLED.items() if name != "stamps"}
    assert services.plan_disabling("stamps", ["orders", "stamps"], gone) == ["stamps"]
