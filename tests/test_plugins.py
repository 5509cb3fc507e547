"""What every plugin owes the core: these tests need no line per plugin."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import chain, combinations
from pathlib import Path

import pytest
from flask import Flask

from core import hookspecs, loader, migrate
from core.app import create_app
from core.db import db
from core.ownership import claim, owner_of
from core.permissions import PUBLIC, SIGNED_IN, permission_of
from core.scratch import Databases, settings_for

SAMPLES = str(Path(__file__).parent.parent / "examples" / "bumen-loyalty")
FOUND = loader.installed() | loader.add_paths([SAMPLES])
BUNDLED = sorted(name for name, found in FOUND.items() if found.bundled)
SUBSETS = list(chain.from_iterable(combinations(BUNDLED, n) for n in range(len(BUNDLED) + 1)))
HOOKS = [
    hook
    for _name, hook in inspect.getmembers(hookspecs, inspect.isfunction)
    if hasattr(hook, "bumen_spec")
]


def test_the_bundled_plugins_are_found() -> None:
    assert BUNDLED == ["catalog", "finance", "it_assets", "marketing", "orders", "service"]


def test_the_sample_is_found_in_its_folder() -> None:
    assert (FOUND["loyalty"].fault, FOUND["loyalty"].package) == ("", "bumen_loyalty")


@pytest.mark.parametrize("name", [*BUNDLED, "loyalty"])
def test_a_plugin_keeps_its_contract_alone_and_with_all(
    contract: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("BUMEN_PLUGIN_PATH", SAMPLES)
    assert contract(name) == []


def test_every_route_declares_a_permission_that_a_manifest_knows(app: Flask) -> None:
    known = {PUBLIC, SIGNED_IN}
    for manifest in app.extensions["bumen.manifests"]:
        known |= set(manifest.permissions)
    asked = {rule.endpoint: permission_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert {endpoint: name for endpoint, name in asked.items() if name not in known} == {}


def test_the_migrations_of_the_core_make_what_its_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert migrate.differences(connection, migrate.CORE) == []


@pytest.mark.parametrize("names", SUBSETS, ids="+".join)
def test_any_set_of_plugins_starts_and_serves(
    databases: Databases, app: Flask, names: tuple[str, ...], tmp_path: Path
) -> None:
    built = create_app(settings_for(databases.current, tmp_path, ",".join(names)))
    assert [plugin.name for plugin in built.extensions["bumen.loaded"].plugins] == list(names)
    assert built.test_client().get("/login").status_code == 200


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.__name__)
def test_a_hook_is_documented_and_typed(hook: object) -> None:
    assert inspect.getdoc(hook)
    parameters = inspect.signature(hook).parameters.values()  # type: ignore[arg-type]
    assert all(parameter.annotation is not inspect.Parameter.empty for parameter in parameters)


@pytest.mark.parametrize(
    ("module", "owner"),
    [
        ("core.user.models", "core"),
        ("plugins.finance.settlement.models", "finance"),
        ("bumen_loyalty.account.models", "loyalty"),
    ],
)
def test_a_model_belongs_to_the_plugin_that_its_module_lies_in(module: str, owner: str) -> None:
    claim("bumen_loyalty", "loyalty")
    assert owner_of(module) == owner
