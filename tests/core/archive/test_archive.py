from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import sqlalchemy as sa

from core import chain, clock, loader, migrate, refilling, schema
from core.app import create_app
from core.archive import queries, services
from core.archive.models import Archive
from core.db import db, dispose, engine_for
from core.errors import BusinessError
from core.history.models import Entry
from core.job.models import JobRow
from core.numbering import Counter
from core.plugin import services as plugins
from core.plugin_fault.models import PluginFault
from core.refilling import MANIFEST, DamagedError, decode
from core.role.models import Role
from core.scratch import Databases, settings_for
from core.setting.models import Setting
from tests.core.archive.conftest import change, dump
from tests.core.planted import BUNDLED


@pytest.fixture
def without_finance(backend, tmp_path, request):
    """The tables of a deployment that never had finance."""
    server = request.getfixturevalue("postgresql_server") if backend == "postgresql" else ""
    never = Databases(backend, tmp_path, server)
    others = ",".join(name for name in BUNDLED if name != "finance")
    never.prepare(lambda url: settings_for(url, tmp_path, others))
    with engine_for(never.template).connect() as connection:
        made = schema.snapshot(connection)
    dispose(never.template)
    never.drop()
    return made


def test_everything_comes_back_equal(session, filled, deployment) -> None:
    numbers = sa.select(Counter.series, Counter.month, Counter.value).order_by(
        Counter.series, Counter.month
    )
    before, counters = dump(), session.execute(numbers).all()
    assert len(before["finance_settlement"]) > 1
    assert len(before["finance_settlement_line"]) > 10
    deployment.disable()
    archive = deployment.export()
    assert archive.row_count == sum(map(len, before.values()))
    deployment.purge()
    assert dump() == {}
    deployment.enable()
    assert all(rows == [] for rows in dump().values())
    contents = deployment.restore()
    assert dump() == before
    assert contents.counts == {table: len(rows) for table, rows in before.items()}
    assert session.execute(numbers).all() == counters
    entries = session.scalars(
        sa.select(Entry.action).where(Entry.model == "core_archive").order_by(Entry.id)
    )
    assert list(entries) == ["create", "purge", "restore"]


def test_new_records_get_keys_after_the_restored_ones(session, few, deployment) -> None:
    deployment.disable()
    deployment.export()
    deployment.purge()
    deployment.enable()
    deployment.restore()
    last = session.scalar(sa.text("SELECT max(id) FROM finance_terms"))
    session.execute(
        sa.text(
            "INSERT INTO finance_terms (supplier_id, valid_from, valid_to, mode, rate, basis, "
            "commission_on, after_sale_days, event, period_kind) SELECT supplier_id, '2020-01-01', "
            "valid_to, mode, rate, basis, commission_on, after_sale_days, event, period_kind "
            "FROM finance_terms WHERE id = :last"
        ),
        {"last": last},
    )
    assert session.scalar(sa.text("SELECT max(id) FROM finance_terms")) == last + 1


def test_a_purge_leaves_the_schema_of_a_database_that_never_had_it(
    session, filled, deployment, without_finance
) -> None:
    deployment.disable()
    deployment.export()
    assert deployment.purge() == ["finance_0001"]
    assert chain.verify(session).faults == []
    session.rollback()
    with db.engine.connect() as connection:
        assert schema.snapshot(connection) == without_finance


def test_a_purge_takes_permissions_roles_counters_and_jobs_along(
    session, few, deployment, ada
) -> None:
    now = clock.now()
    for name in ("finance.close", "financed.close"):
        session.add(
            JobRow(
                name=name, args={}, language="en", created_by_id=ada.id, created_at=now, run_at=now
            )
        )
    deployment.disable()
    deployment.export()
    deployment.purge()
    assert session.scalars(queries.grants("finance")).all() == []
    assert session.scalars(queries.seen("finance")).all() == []
    assert session.scalars(queries.counters(["S", "P"])).all() == []
    assert list(session.scalars(sa.select(JobRow.name))) == ["financed.close"]
    names = set(session.scalars(sa.select(Role.name)))
    assert not names & {"finance_clerk", "finance_manager"}
    assert {"order_clerk", "administrator"} <= names


def test_what_administrators_granted_comes_back(session, few, deployment, ada) -> None:
    clerk = session.scalars(sa.select(Role).where(Role.name == "order_clerk")).one()
    session.execute(
        sa.text("INSERT INTO core_role_permission (role_id, permission) VALUES (:id, :permission)"),
        {"id": clerk.id, "permission": "finance.settlement.index"},
    )
    session.commit()
    before = session.execute(queries.grant_names("finance")).all()
    deployment.disable()
    deployment.export()
    deployment.purge()
    deployment.enable()
    deployment.restore()
    assert session.execute(queries.grant_names("finance")).all() == before


def test_nothing_is_removed_before_it_is_off_and_exported(session, few, deployment) -> None:
    assert "Disable it first" in deployment.hindrance()
    deployment.export()
    deployment.disable()
    assert "Export its data first" in deployment.hindrance()  # people worked after the export
    deployment.export()
    assert deployment.hindrance() == ""
    deployment.enable()
    deployment.disable()
    assert "Export it again" in deployment.hindrance()


def test_nothing_is_removed_while_a_process_works_with_it(session, few, deployment) -> None:
    deployment.disable()
    deployment.export()
    plugins.report(session, "web", kind="web", epoch=1, oldest=0, now=clock.now())
    session.commit()
    assert "A process still works with it" in deployment.hindrance()
    plugins.report(session, "web", kind="web", epoch=1, oldest=1, now=clock.now())
    session.commit()
    assert deployment.hindrance() == ""


def test_a_purge_forgets_what_failed_in_it(session, few, deployment) -> None:
    facts = {"hook": "timeline", "error": "E", "count": 1, "last_at": clock.now()}
    for name in ("finance", "finance.with_orders", "orders"):
        session.add(PluginFault(plugin=name, **facts))
    session.commit()
    deployment.disable()
    deployment.export()
    deployment.purge()
    assert list(session.scalars(sa.select(PluginFault.plugin))) == ["orders"]


def test_what_others_refer_to_is_not_removed(session, deployment, settings) -> None:
    session.execute(
        sa.text(
            "CREATE TABLE orders_probe (id INTEGER PRIMARY KEY, statement_id BIGINT "
            "REFERENCES finance_settlement (id))"
        )
    )
    deployment.disable()
    deployment.export()
    assert "orders_probe" in deployment.hindrance()


def test_a_restore_needs_the_plugin_and_empty_tables(session, few, deployment) -> None:
    before = dump()
    deployment.disable()
    deployment.export()
    with pytest.raises(BusinessError, match="is off"):
        deployment.restore()
    session.rollback()
    deployment.enable()
    with pytest.raises(BusinessError, match="rows already"):
        deployment.restore()
    session.rollback()
    assert dump() == before


def test_records_that_are_gone_are_named_before_anything_is_written(
    session, few, deployment
) -> None:
    deployment.disable()
    deployment.export()
    deployment.purge()
    deployment.enable()
    session.execute(sa.text("DELETE FROM core_party WHERE code = 'S1'"))
    session.commit()
    with pytest.raises(BusinessError, match="gone: S1"):
        deployment.restore()
    session.rollback()
    assert all(rows == [] for rows in dump().values())


def add(path: Path, name: str, content: bytes) -> None:
    with ZipFile(path, "a", ZIP_DEFLATED) as zipped:
        zipped.writestr(name, content)


TERMS = "tables/finance_terms.jsonl"
DAMAGES = {
    "no zip": (lambda path: path.write_bytes(b"PK\x03\x04 nothing"), "cannot be read"),
    "empty zip": (lambda path: ZipFile(path, "w").close(), "manifest.json is missing"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-200]), "cannot be read"),
    "a path that leads out": (lambda path: add(path, "../evil", b"x"), "does not belong"),
    "an absolute path": (lambda path: add(path, "/etc/passwd", b"x"), "does not belong"),
    "changed rows": (
        lambda path: change(path, TERMS, lambda text: text + " ", honest=False),
        "larger than it may be",
    ),
    "other rows of the same length": (
        lambda path: change(path, TERMS, lambda text: text.replace("1", "2"), honest=False),
        "was changed",
    ),
    "a missing column": (
        lambda path: change(path, TERMS, lambda text: '{"id": 1}\n'),
        "not the columns",
    ),
    "no record": (lambda path: change(path, TERMS, lambda text: "[]\n"), "cannot be read"),
    "not JSON": (lambda path: change(path, TERMS, lambda text: "{\n"), "cannot be read"),
    "too few rows": (lambda path: change(path, TERMS, lambda text: ""), "not as many rows"),
    "a text for a number": (
        lambda path: change(path, TERMS, lambda text: re.sub(r'"id": \d+', '"id": "x"', text)),
        "of the kind integer",
    ),
    "two rows with one key": (
        lambda path: change(path, TERMS, lambda text: re.sub(r'"id": \d+', '"id": 7', text)),
        "contradict",
    ),
    "another format": (
        lambda path: change(path, MANIFEST, lambda facts: facts | {"format": 2}),
        "its format is 2",
    ),
    "a manifest with surprises": (
        lambda path: change(path, MANIFEST, lambda facts: facts | {"more": 2}),
        "manifest.json cannot be read",
    ),
    "tables of the core": (
        lambda path: change(
            path,
            MANIFEST,
            lambda facts: facts | {"columns": {"core_user": {}}, "counts": {"core_user": 0}},
        ),
        "does not name the files",
    ),
    "permissions of another shape": (
        lambda path: change(path, MANIFEST, lambda facts: facts | {"grants": {"x": [{}]}}),
        "manifest.json cannot be read",
    ),
    "numbers of another shape": (
        lambda path: change(path, MANIFEST, lambda facts: facts | {"counters": [["S", 1]]}),
        "manifest.json cannot be read",
    ),
    "another revision": (
        lambda path: change(path, MANIFEST, lambda facts: facts | {"revision": "f9"}),
        "revision f9",
    ),
}


def test_a_damaged_archive_is_refused_and_nothing_is_written(session, few, deployment) -> None:
    deployment.disable()
    deployment.export()
    deployment.purge()
    deployment.enable()
    whole = deployment.path.read_bytes()
    for damage, (how, message) in DAMAGES.items():
        deployment.path.write_bytes(whole)
        how(deployment.path)
        with pytest.raises(BusinessError, match=message):
            deployment.restore()
        session.rollback()
        assert all(rows == [] for rows in dump().values()), damage


def test_an_archive_gives_no_rights_and_settings_but_those_of_its_plugin(
    session, few, deployment
) -> None:
    deployment.disable()
    deployment.export()
    deployment.purge()
    deployment.enable()
    greedy = {
        "grants": {"core.user.edit": ["finance_clerk"], "finance.run.create": ["finance_clerk"]},
        "settings": {"company.name": "Mallory"},
        "counters": [["R", "202601", 999], ["S", "202601", 7]],
    }
    change(deployment.path, MANIFEST, lambda facts: facts | greedy)
    deployment.restore()
    held = session.execute(queries.grant_names("finance")).all()
    assert held == [("finance.run.create", "finance_clerk")]
    assert session.execute(queries.grant_names("core")).all() == []
    assert session.scalars(sa.select(Setting.name)).all() == []
    assert list(session.scalars(sa.select(Counter.series))) == ["S"]


def test_a_bomb_is_refused_before_it_grows(session, few, deployment, monkeypatch) -> None:
    monkeypatch.setattr(refilling, "SMALL", 1 << 20)
    deployment.disable()
    deployment.export()
    change(deployment.path, TERMS, lambda _text: "0" * (64 << 20))
    assert deployment.path.stat().st_size < 1 << 20
    deployment.purge()
    deployment.enable()
    with pytest.raises(BusinessError, match="larger than it may be"):
        deployment.restore()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", 1.5),
        ("boolean", 1),
        ("date", "2026-02-30"),
        ("instant", "yesterday"),
        ("number", "abc"),
        ("bytes", "é"),
        ("text", 5),
    ],
)
def test_a_value_of_another_kind_is_refused(session, kind, value) -> None:
    with pytest.raises(DamagedError, match=kind):
        decode(kind, value)


def test_the_manifests_name_the_series_of_the_numbers_that_plugins_give() -> None:
    for found in loader.installed().values():
        assert found.folder is not None
        texts = [path.read_text(encoding="utf-8") for path in found.folder.rglob("services.py")]
        used = {series for text in texts for series in re.findall(r'^SERIES = "(\w+)"', text, re.M)}
        assert found.manifest is not None
        assert used == set(found.manifest.series)


def test_an_export_remembers_when_and_who(session, few, deployment, ada) -> None:
    deployment.disable()
    deployment.export()
    archive = session.scalars(sa.select(Archive)).one()
    assert (archive.plugin, archive.made_by, archive.was_off) == ("finance", "Ada", True)
    assert archive.revision == "finance_0001"


def test_a_failing_purge_changes_nothing(session, filled, deployment, monkeypatch) -> None:
    before = dump()
    deployment.disable()
    deployment.export()

    def fail(*_args: object) -> None:
        raise migrate.MigrationError("planted")

    monkeypatch.setattr(services, "_forget", fail)
    with pytest.raises(migrate.MigrationError, match="planted"):
        deployment.purge()
    assert dump() == before
    assert session.scalars(queries.grants("finance")).all() != []


def test_the_app_runs_after_a_purge(session, few, deployment, settings) -> None:
    deployment.disable()
    deployment.export()
    deployment.purge()
    built = create_app(settings)
    running = {one.name for one in built.extensions["bumen.loaded"].plugins}
    assert running == set(BUNDLED) - {"finance"}
    assert built.test_client().get("/login").status_code == 200
