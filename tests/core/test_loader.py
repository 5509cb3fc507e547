from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import epoch, loader
from core.config import Settings
from core.db import metadata
from core.loader import Found, Loaded
from core.ownership import owner_of


@pytest.fixture
def install(planter):
    """Do what pip does: say in the folder of packages which plugin a package is."""

    def installed(name: str, package: str, version: str) -> None:
        for former in planter.folder.glob(f"{name}-*.dist-info"):
            shutil.rmtree(former)
        facts = planter.folder / f"{name}-{version}.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        (facts / "entry_points.txt").write_text(f"[{loader.GROUP}]\n{name} = {package}\n")

    return installed


def found_in(folder: Path) -> dict[str, Found]:
    return loader.add_paths([str(folder)])


def states(loaded: Loaded) -> dict[str, tuple[str, str]]:
    return {status.name: (status.state, str(status.reason)) for status in loaded.statuses}


def test_listing_a_plugin_runs_none_of_its_code(app, planter) -> None:
    trace = planter.folder / "it_ran"
    name = planter.plant(code=f"open({str(trace)!r}, 'w')")
    planter.write(name, "__init__.py", f"open({str(trace)!r}, 'w')")
    with app.app_context():
        loaded = loader.load([], found_in(planter.folder))
        assert states(loaded) == {name: ("disabled", "")}
    assert not trace.exists()


def test_a_plugin_inside_of_another_package_would_run_that_package(planter, install) -> None:
    trace = planter.folder / "it_ran"
    planter.write("outer_package", "__init__.py", f"open({str(trace)!r}, 'w')")
    planter.write("outer_package", "inner/__init__.py", "")
    install("inner", "outer_package.inner", "1.0")
    assert "inside of another package" in loader.installed()["inner"].fault
    assert not trace.exists()


def test_a_plugin_that_was_installed_just_now_is_found(planter, install) -> None:
    name = planter.plant()
    assert name not in loader.installed()
    install(name, name, "1.5")
    found = loader.installed()[name]
    assert (found.version, found.bundled, found.fault) == ("1.5", False, "")


def test_a_name_that_the_core_has_is_refused(planter, install) -> None:
    planter.write("usurper", "__init__.py", "")
    planter.write(
        "usurper", "plugin.toml", 'name = "core"\napi = 1\ntitle.en = "C"\nsummary.en = "C"'
    )
    install("core", "usurper", "1.0")
    assert loader.installed()["core"].fault == "The name core is the core's."


def test_a_model_belongs_to_the_plugin_that_its_package_is_installed_as(
    app, planter, install
) -> None:
    package = planter.plant(models=True)
    name = package.replace("probe", "named")
    facts = (planter.folder / package / "plugin.toml").read_text()
    planter.write(package, "plugin.toml", facts.replace(package, name))
    models = (planter.folder / package / "stamp" / "models.py").read_text()
    planter.write(package, "stamp/models.py", models.replace(f"{package}_stamp", f"{name}_stamp"))
    install(name, package, "1.0")
    with app.app_context():
        loaded = loader.load([name], loader.installed())
        assert states(loaded)[name] == ("enabled", "")
    assert owner_of(f"{package}.stamp.models") == name
    assert metadata.tables[f"{name}_stamp"].info["plugin"] == name


def test_a_version_that_came_after_the_start_wants_a_restart(app, planter, install) -> None:
    name = planter.plant()
    install(name, name, "1.0")
    with app.app_context():
        loader.load([name], loader.installed())
        install(name, name, "1.1")
        loaded = loader.load([name], loader.installed())
        assert states(loaded)[name][0] == "enabled"
        assert "restart" in states(loaded)[name][1]


def test_a_broken_plugin_is_named_with_its_reason_and_harms_no_other(app, planter) -> None:
    broken = planter.plant(code="raise RuntimeError('no such table')")
    sound = planter.plant()
    with app.app_context():
        loaded = loader.load([broken, sound], found_in(planter.folder))
        assert states(loaded) == {
            broken: ("broken", "RuntimeError: no such table"),
            sound: ("enabled", ""),
        }
    assert [plugin.name for plugin in loaded.plugins] == [sound]
    assert [status.name for status in loaded.quarantined] == [broken]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"api": 9}, "API level 9"),
        ({"more": '[requires]\nabsent = "*"'}, "absent, which is not installed"),
        ({"more": '[requires]\n{other} = ">=3"'}, "requires {other} >=3"),
    ],
)
def test_a_plugin_that_does_not_fit_says_why(app, planter, facts, reason) -> None:
    other = planter.plant()
    more = facts.get("more", "").replace("{other}", other)
    misfit = planter.plant(**facts | {"more": more})
    with app.app_context():
        loaded = loader.load([misfit, other], found_in(planter.folder))
        state, why = states(loaded)[misfit]
    assert state == "incompatible"
    assert reason.replace("{other}", other) in why


def test_what_a_plugin_requires_is_loaded_before_it(app, planter) -> None:
    late = planter.plant("z")
    early = planter.plant("a", more=f'[requires]\n{late} = "*"')
    with app.app_context():
        loaded = loader.load([early, late], found_in(planter.folder))
    assert [plugin.name for plugin in loaded.plugins] == [late, early]


def test_an_enabled_plugin_that_is_gone_is_missed_by_name(app) -> None:
    with app.app_context():
        loaded = loader.load(["vanished"], {})
        assert states(loaded)["vanished"][0] == "missing"


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({"plugins": "orders"}, {"orders"}),
        ({"plugins": " orders , finance "}, {"orders", "finance"}),
        ({"plugins": ""}, set()),
        ({"safe_mode": True, "plugins": "orders"}, set()),
    ],
)
def test_the_environment_can_pin_the_set(app, facts, names) -> None:
    settings = Settings(database_url=app.config["SQLALCHEMY_DATABASE_URI"], **facts)
    assert epoch.choice_for(settings, ["bundled"]).names == names


def test_before_the_first_choice_the_bundled_plugins_are_on(app) -> None:
    settings = Settings(database_url=app.config["SQLALCHEMY_DATABASE_URI"])
    assert epoch.choice_for(settings, ["one", "two"]).names == {"one", "two"}


def test_before_the_first_migration_the_bundled_plugins_are_on(tmp_path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/new.db")
    assert epoch.choice_for(settings, ["one"]).names == {"one"}
