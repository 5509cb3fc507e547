from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from core import migrate, migration_lock, schema
from core.db import db
from core.migrate import MigrationError, Stream
from core.testing import Databases

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {back}
"""
CREATE = 'op.create_table("{name}", sa.Column("id", sa.Integer, primary_key=True){more})'
DROP = 'op.drop_table("{name}")'


@pytest.fixture
def stream(tmp_path: Path) -> Stream:
    return Stream("probe", tmp_path)


def write(stream: Stream, revision: str, up: str, back: str = "pass", down: str | None = None):
    text = REVISION.format(revision=revision, down=down, up=up, back=back)
    (stream.folder / f"{revision}.py").write_text(text)


def tables(connection: sa.Connection) -> set[str]:
    return {name for name in sa.inspect(connection).get_table_names() if "probe" in name}


@pytest.fixture
def engine(app, session) -> sa.Engine:
    return db.engine


def test_a_stream_goes_up_once_and_down_to_nothing(engine, stream) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""), DROP.format(name="probe_a"))
    assert migrate.upgrade(engine, [stream]) == ["p1"]
    assert migrate.upgrade(engine, [stream]) == []
    with engine.connect() as connection:
        assert tables(connection) == {"probe_a", "alembic_version_probe"}
    migrate.downgrade(engine, stream)
    with engine.connect() as connection:
        assert tables(connection) == set()


def test_a_migration_that_fails_in_the_middle_leaves_the_schema_as_it_was(engine, stream) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    write(stream, "p2", 'op.execute("INSERT INTO nowhere VALUES (1)")', down="p1")
    with pytest.raises(MigrationError, match="migrations of probe failed"):
        migrate.upgrade(engine, [stream])
    with engine.connect() as connection:
        assert tables(connection) == set()


def test_a_stream_that_others_refer_to_stays(engine, stream, tmp_path) -> None:
    other = Stream("probe2", tmp_path / "other")
    other.folder.mkdir()
    write(stream, "p1", CREATE.format(name="probe_a", more=""), DROP.format(name="probe_a"))
    key = ', sa.Column("a_id", sa.Integer, sa.ForeignKey("probe_a.id"))'
    write(other, "q1", CREATE.format(name="probe2_b", more=key), DROP.format(name="probe2_b"))
    migrate.upgrade(engine, [stream, other])
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO probe_a (id) VALUES (1)")
        connection.exec_driver_sql("INSERT INTO probe2_b (id, a_id) VALUES (1, 1)")
    with pytest.raises(MigrationError):
        migrate.downgrade(engine, stream)
    with engine.connect() as connection:
        assert {"probe_a", "probe2_b"} <= tables(connection)


def test_four_runners_at_once_apply_each_revision_once(engine, stream) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    applied: list[str] = []

    def run() -> None:
        applied.extend(migrate.upgrade(engine, [stream]))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert applied == ["p1"]


def test_a_revision_that_is_written_bears_its_number_and_follows_the_last(engine, stream) -> None:
    write(stream, "probe_0001", CREATE.format(name="probe_a", more=""))
    migrate.upgrade(engine, [stream])
    written = migrate.write_revision(engine, stream, "Drop what no model needs")
    assert (written.name, stream.newest()) == ("probe_0002.py", "probe_0002")
    assert migrate.upgrade(engine, [stream]) == ["probe_0002"]


def test_what_waits_to_be_applied_is_named(engine, stream) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    with engine.connect() as connection:
        assert migrate.pending(connection, [stream]) == {"probe": "-"}


RUN = """
import sys
from pathlib import Path
from core import migrate
from core.db import engine_for
applied = migrate.upgrade(engine_for(sys.argv[1]), [migrate.Stream("probe", Path(sys.argv[2]))])
print(",".join(applied))
"""
SLOW = """import pathlib, time
    op.create_table("probe_b", sa.Column("id", sa.Integer, primary_key=True))
    mark = pathlib.Path({mark!r})
    if not mark.exists():
        mark.touch()
        time.sleep(60)
    op.create_table("probe_c", sa.Column("id", sa.Integer, primary_key=True))"""


def runner(databases: Databases, stream: Stream) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, databases.current, str(stream.folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_of_four_processes_one_applies_and_the_others_find_nothing(
    engine, stream, databases
) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    write(stream, "p2", CREATE.format(name="probe_b", more=""), down="p1")
    running = [runner(databases, stream) for _ in range(4)]
    said = [one.communicate(timeout=60) for one in running]
    assert sorted(out.strip() for out, _error in said) == ["", "", "", "p1,p2"], said
    assert [one.returncode for one in running] == [0, 0, 0, 0]


def test_a_runner_that_is_killed_leaves_nothing_and_the_next_one_completes(
    engine, stream, databases, tmp_path
) -> None:
    mark = tmp_path / "begun"
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    write(stream, "p2", SLOW.format(mark=str(mark)), down="p1")
    with runner(databases, stream) as killed:
        for _ in range(600):
            if mark.exists():
                break
            time.sleep(0.05)
        killed.kill()
    with engine.connect() as connection:
        assert tables(connection) == set()
    assert migrate.upgrade(engine, [stream]) == ["p1", "p2"]
    with engine.connect() as connection:
        assert {"probe_a", "probe_b", "probe_c"} <= tables(connection)


def test_a_failing_revision_changes_nothing_of_what_was_there(engine, stream) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    migrate.upgrade(engine, [stream])
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO probe_a (id) VALUES (1)")
        before = schema.snapshot(connection)
    alter = 'op.add_column("probe_a", sa.Column("more", sa.Integer)); raise RuntimeError("planted")'
    write(stream, "p2", alter, down="p1")
    with pytest.raises(MigrationError, match="migrations of probe failed: planted"):
        migrate.upgrade(engine, [stream])
    with engine.connect() as connection:
        assert schema.snapshot(connection) == before
        assert schema.counts(connection, ["probe_a"]) == {"probe_a": 1}


def test_a_lost_revision_is_named_instead_of_a_trace(engine, stream) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    migrate.upgrade(engine, [stream])
    (stream.folder / "p1.py").unlink()
    with pytest.raises(MigrationError, match=r"migrations of probe failed: .*p1"):
        migrate.upgrade(engine, [stream])


def test_tables_that_stay_in_use_are_waited_for_briefly_and_then_named(
    engine, stream, monkeypatch
) -> None:
    monkeypatch.setattr(migration_lock, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(migration_lock, "TABLE_TIMEOUT", "200ms")
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    migrate.upgrade(engine, [stream])
    write(stream, "p2", 'op.add_column("probe_a", sa.Column("more", sa.Integer))', down="p1")
    with engine.connect() as other:
        other.exec_driver_sql("INSERT INTO probe_a (id) VALUES (1)")
        if engine.dialect.name == "sqlite":
            other.commit()
            with engine.connect() as impatient:  # the connection that the runner gets from the pool
                impatient.exec_driver_sql("PRAGMA busy_timeout=200")
            other.exec_driver_sql("INSERT INTO probe_a (id) VALUES (2)")
        with pytest.raises(MigrationError, match="nothing was changed"):
            migrate.upgrade(engine, [stream])
    assert migrate.upgrade(engine, [stream]) == ["p2"]


def test_a_migration_waits_for_a_short_transaction_of_others(engine, stream, monkeypatch) -> None:
    monkeypatch.setattr(migration_lock, "TABLE_TIMEOUT", "200ms")
    write(stream, "p1", CREATE.format(name="probe_a", more=""))
    migrate.upgrade(engine, [stream])
    write(stream, "p2", 'op.add_column("probe_a", sa.Column("more", sa.Integer))', down="p1")
    other = engine.connect()
    other.exec_driver_sql("INSERT INTO probe_a (id) VALUES (1)")

    def end() -> None:
        time.sleep(1)
        other.commit()
        other.close()

    thread = Thread(target=end)
    thread.start()
    assert migrate.upgrade(engine, [stream]) == ["p2"]
    thread.join()


def test_a_stream_that_keeps_to_its_own_tables_touches_none_of_others(engine, stream) -> None:
    key = ', sa.Column("user_id", sa.Integer, sa.ForeignKey("core_user.id"))'
    write(stream, "p1", CREATE.format(name="probe_a", more=key), DROP.format(name="probe_a"))
    with engine.connect() as connection:
        before = schema.snapshot(connection)
    assert migrate.foreign_tables_touched(engine, stream) == []
    with engine.connect() as connection:
        assert schema.snapshot(connection) == before


@pytest.mark.parametrize(
    ("up", "back", "touched"),
    [
        (
            'op.add_column("core_party", sa.Column("probe", sa.Integer))',
            'op.drop_column("core_party", "probe")',
            ["core_party"],
        ),
        (
            'op.create_index("ix_probe", "core_user", ["language"])',
            'op.drop_index("ix_probe", "core_user")',
            ["core_user"],
        ),
        (CREATE.format(name="strange", more=""), DROP.format(name="strange"), ["strange"]),
    ],
)
def test_a_migration_that_alters_what_is_not_its_own_is_found(
    engine, stream, up, back, touched
) -> None:
    write(stream, "p1", CREATE.format(name="probe_a", more=""), DROP.format(name="probe_a"))
    write(stream, "p2", up, back, down="p1")
    with engine.connect() as connection:
        before = schema.snapshot(connection)
    found = migrate.foreign_tables_touched(engine, stream)
    # PostgreSQL lists the sequence of a table by its own name.
    assert [name for name in found if not name.endswith("_seq")] == touched
    migrate.upgrade(engine, [stream])
    found = migrate.foreign_tables_touched(engine, stream)
    assert [name for name in found if not name.endswith("_seq")] == touched
    migrate.downgrade(engine, stream)
    with engine.connect() as connection:
        assert schema.snapshot(connection) == before


def test_a_table_is_of_the_plugin_with_the_longest_name_that_it_begins_with() -> None:
    names = {"orders", "orders_extra", "core"}
    assert schema.owned("orders_line", "orders", names)
    assert not schema.owned("orders_extra_line", "orders", names)
    assert schema.owned("orders_extra_line", "orders_extra", names)
    assert not schema.owned("orderly", "orders", names)
