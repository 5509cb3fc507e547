from __future__ import annotations

import json
import re
import shutil
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from core import chain, migrate
from core.backup import importer
from core.cli import main
from core.errors import BusinessError
from core.history.models import Entry
from core.migrate import Stream
from core.refilling import MANIFEST
from tests.core.archive.conftest import change

EITHER = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "{name}_0002"
down_revision = "{name}_0001"

def upgrade():
    op.add_column("{name}_stamp", sa.Column("place", sa.String(20), server_default="here"))

def downgrade():
    op.drop_column("{name}_stamp", "place")
"""


def facts_of(path) -> dict:
    with ZipFile(path) as zipped:
        return json.loads(zipped.read(MANIFEST))


@EITHER
@pytest.mark.usefixtures("filled")
def test_everything_comes_back_in_a_database_of_either_kind(
    running, paper, empty, tmp_path
) -> None:
    first = running.back_up(tmp_path / "first.zip")
    assert first.lacking == []
    assert first.contents.row_count > 1_000
    restored = empty.restore(tmp_path / "first.zip")
    assert (restored.left_out, restored.applied) == ([], [])
    again = empty.back_up(tmp_path / "again.zip").contents
    assert again.files == first.contents.files  # every value of every row, every stored file
    assert again.revisions == first.contents.revisions
    with empty.session() as session:
        assert chain.verify(session).faults == []


def test_the_server_knows_its_people_and_its_files_again(running, paper, empty, tmp_path) -> None:
    key = running.settings.secret()
    running.back_up(tmp_path / "a.zip")
    empty.restore(tmp_path / "a.zip")
    folder = empty.settings.data_dir
    assert empty.settings.secret() == key
    assert (folder / "secret.key").stat().st_mode & 0o077 == 0
    place = paper.relative_to(running.settings.data_dir)
    assert (folder / place).read_bytes() == paper.read_bytes()
    assert sorted(one.name for one in folder.iterdir()) == ["files", "secret.key"]


@EITHER
@pytest.mark.usefixtures("paper")
def test_new_records_get_keys_that_nobody_has(running, ada, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    empty.restore(tmp_path / "a.zip")
    with empty.session() as session:
        user = sa.text(
            "INSERT INTO core_user (email, name, active, fs_uniquifier) "
            "VALUES ('new@example.com', 'New', true, 'new') RETURNING id"
        )
        assert session.execute(user).scalar_one() > ada.id


def test_a_backup_stands_in_the_history(running, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    with running.session() as session:
        told = session.scalars(sa.select(Entry).order_by(Entry.id.desc())).first()
        assert (told.action, told.label) == ("export", "a.zip")


@pytest.mark.parametrize("fate", [lambda path: path.unlink(), lambda path: path.write_bytes(b"?")])
def test_a_file_that_is_gone_or_damaged_is_told_and_the_rest_is_kept(
    running, paper, tmp_path, fate
) -> None:
    fate(paper)
    assert running.back_up(tmp_path / "a.zip").lacking == [paper.name]
    assert importer.verify(tmp_path / "a.zip").row_count > 0


def test_a_disk_that_has_lost_a_file_does_not_keep_the_rest_from_a_backup(
    running, paper, tmp_path
) -> None:
    paper.unlink()
    paper.symlink_to("/proc/self/mem")  # which is opened, and cannot be read from its beginning
    assert running.back_up(tmp_path / "a.zip").lacking == [paper.name]
    assert importer.verify(tmp_path / "a.zip").row_count > 0


def test_nothing_is_restored_over_something(running, paper, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    with pytest.raises(BusinessError, match="has tables already"):
        running.restore(tmp_path / "a.zip")


def test_stored_files_are_not_replaced(running, paper, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    kept = empty.settings.data_dir / "files" / "ab" / ("0" * 64)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"kept")
    with pytest.raises(BusinessError, match="holds stored files already"):
        empty.restore(tmp_path / "a.zip")
    assert (empty.tables(), kept.read_bytes()) == ([], b"kept")


DAMAGES = {
    "a row less": ("tables/core_role.jsonl", lambda text: text[text.index("\n") + 1 :], "rows"),
    "a row without a value": (
        "tables/core_role.jsonl",
        lambda text: text.replace('"name"', '"nam"'),
        "columns",
    ),
    "a user who is no number": (
        "tables/core_role.jsonl",
        lambda text: text.replace('"id": ', '"id": "x", "_": '),
        "columns",
    ),
    "an export of a plugin": (MANIFEST, lambda facts: {**facts, "kind": ""}, "no backup"),
    "another format": (MANIFEST, lambda facts: facts | {"format": 2}, "format is 2"),
    "surprises": (MANIFEST, lambda facts: facts | {"more": 1}, "manifest.json"),
    "a path out of the folder": (
        MANIFEST,
        lambda facts: facts | {"files": facts["files"] | {"../x": {"sha256": "", "size": 0}}},
        "manifest.json",
    ),
    "a table less": (
        MANIFEST,
        lambda facts: facts | {"counts": {"core_role": 1}},
        "manifest.json",
    ),
    "two rows with one key": (
        "tables/core_role.jsonl",
        lambda text: re.sub(r'"id": \d+', '"id": 7', text),
        "contradict each other",
    ),
    "a newer core": (
        MANIFEST,
        lambda facts: facts | {"revisions": facts["revisions"] | {"core": "core_9999"}},
        "newer version of core",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_leaves_everything_empty(running, paper, empty, tmp_path, damage) -> None:
    name, how, reason = DAMAGES[damage]
    running.back_up(tmp_path / "a.zip")
    change(tmp_path / "a.zip", name, how)
    with pytest.raises(BusinessError, match=reason):
        empty.restore(tmp_path / "a.zip")
    assert empty.tables() == []
    assert not (empty.settings.data_dir / "files").exists()


def test_what_a_backup_says_of_itself_may_be_long(running, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    change(tmp_path / "a.zip", MANIFEST, lambda facts: facts | {"made_at": "x" * 5 * 2**20})
    assert importer.verify(tmp_path / "a.zip").row_count > 0  # as with a hundred thousand files


def test_a_changed_file_is_found_out(running, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as old, ZipFile(tmp_path / "b.zip", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text + b"{}\n" if name.endswith("core_role.jsonl") else text)
    with pytest.raises(BusinessError, match="larger than it may be"):
        importer.verify(tmp_path / "b.zip")


@pytest.fixture
def with_stamp(running, planter) -> str:
    """A plugin with a table and a row in it."""
    name = planter.plant(models=True)
    migrate.upgrade(running.engine, [Stream(name, planter.folder / name / "migrations")])
    with running.session() as session:
        session.execute(sa.text(f"INSERT INTO {name}_stamp (text) VALUES ('鲜花')"))
        session.commit()
    return name


@EITHER
def test_an_older_backup_is_brought_up_to_date(
    running, planter, with_stamp, empty, tmp_path
) -> None:
    running.back_up(tmp_path / "a.zip")
    planter.write(with_stamp, "migrations/two.py", SECOND)
    assert empty.restore(tmp_path / "a.zip").applied == [f"{with_stamp}_0002"]
    with empty.session() as session:
        row = session.execute(sa.text(f"SELECT text, place FROM {with_stamp}_stamp")).one()
        assert tuple(row) == ("鲜花", "here")


def test_what_is_not_installed_stays_in_the_backup(running, with_stamp, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    assert f"{with_stamp}_stamp" in facts_of(tmp_path / "a.zip")["counts"]
    nowhere = empty.with_plugins_of(tmp_path / "nowhere")
    assert nowhere.restore(tmp_path / "a.zip").left_out == [with_stamp]
    assert f"{with_stamp}_stamp" not in nowhere.tables()
    assert "core_user" in nowhere.tables()


LINK = """
op.create_table(
    "{name}_link",
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("stamp_id", sa.BigInteger(), sa.ForeignKey("%s_stamp.id"), nullable=False),
)
"""


@pytest.fixture
def requiring(running, planter) -> tuple[str, str]:
    """A plugin with a row that refers to one of another, whose name comes later."""
    other = planter.plant("zinc", models=True)
    more = f'[requires]\n{other} = "*"'
    name = planter.plant("alum", models=True, more=more, fault=LINK % other)
    for one in (other, name):
        migrate.upgrade(running.engine, [Stream(one, planter.folder / one / "migrations")])
    with running.session() as session:
        session.execute(sa.text(f"INSERT INTO {other}_stamp (id, text) VALUES (7, 'x')"))
        session.execute(sa.text(f"INSERT INTO {name}_link (stamp_id) VALUES (7)"))
        session.commit()
    return name, other


@EITHER
def test_what_a_plugin_requires_is_there_before_it(running, requiring, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    empty.restore(tmp_path / "a.zip")
    with empty.session() as session:
        assert session.scalar(sa.text(f"SELECT stamp_id FROM {requiring[0]}_link")) == 7


@EITHER
def test_a_plugin_stays_in_the_backup_with_what_it_requires(
    running, planter, requiring, empty, tmp_path
) -> None:
    running.back_up(tmp_path / "a.zip")
    shutil.rmtree(planter.folder / requiring[1])
    assert empty.restore(tmp_path / "a.zip").left_out == sorted(requiring)
    assert f"{requiring[0]}_link" not in empty.tables()


@EITHER
def test_a_table_that_somebody_made_by_hand_is_named_and_left_out(running, empty, tmp_path) -> None:
    with running.session() as session:
        session.execute(sa.text("CREATE TABLE core_note (id INTEGER PRIMARY KEY)"))
        session.commit()
    running.back_up(tmp_path / "a.zip")
    assert empty.restore(tmp_path / "a.zip").strays == ["core_note"]
    assert "core_note" not in empty.tables()


def test_by_command_a_backup_is_made_once_and_verified(app, session, tmp_path) -> None:
    runner, path = app.test_cli_runner(), str(tmp_path / "a.zip")
    made = runner.invoke(main, ["backup", "create", "--to", path])
    assert (made.exit_code, "Backed up" in made.output) == (0, True)
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0  # whoever reads it may sign in
    refused = runner.invoke(main, ["backup", "create", "--to", path])
    assert (refused.exit_code, "is there already" in refused.output) == (2, True)
    whole = runner.invoke(main, ["backup", "verify", path])
    assert (whole.exit_code, "The backup is whole" in whole.output) == (0, True)
    assert [one.name for one in tmp_path.glob("*.part")] == []
