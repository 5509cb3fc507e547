"""An import is uploaded, checked without writing, and imported once."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from core import importing
from core.cli import Bumen
from core.clock import now
from core.errors import BusinessError
from core.history.models import Entry
from core.import_run import services
from core.import_run.models import ImportRow, ImportRun, State
from core.jobs import run_pending
from core.testing import make_user


@pytest.fixture
def work(app, session):
    """Run the jobs that wait."""

    def run():
        session.commit()
        return run_pending(app)

    return run


def only_run(session):
    session.rollback()
    return session.scalars(sa.select(ImportRun)).one()


def test_the_check_tells_exactly_what_the_import_would_do_and_writes_nothing(
    upload, work, session, notes
):
    upload("note,weight\nalpha,1\n,2\nbeta,0\n")
    work()
    run = only_run(session)
    assert run.state is State.CHECKED
    assert run.counts[0]["added"] == 2
    assert (run.refused, run.remarked) == (1, 1)
    assert notes() == []


def test_the_import_writes_and_refuses_row_by_row(upload, work, ada, session, notes):
    upload("note,weight\nalpha,1\n,2\nbeta,0\n")
    work()
    ada.post("/core/import_run/1/run")
    work()
    run = only_run(session)
    assert run.state is State.DONE
    assert notes() == ["note alpha", "note beta"]
    rows = session.scalars(sa.select(ImportRow).order_by(ImportRow.line)).all()
    assert [(row.kind.value, row.line) for row in rows] == [("refused", 3), ("remark", 4)]


def test_the_trail_tells_once_who_imported_which_file_with_which_counts(upload, work, ada, session):
    told = sa.select(Entry).where(Entry.model == "import")
    upload("note,weight\nalpha,1\n,2\n")
    work()
    assert session.scalars(told).all() == []
    ada.post("/core/import_run/1/run")
    work()
    session.rollback()
    entry = session.scalars(told).one()
    digest = hashlib.sha256(b"note,weight\nalpha,1\n,2\n").hexdigest()
    assert (entry.actor_name, entry.label) == ("Ada", "notes 1 shop")
    assert entry.changes == {
        "files": [None, [f"notes.csv {digest}"]],
        "note added": [None, 1],
        "note refused": [None, 1],
    }


def test_the_same_file_again_adds_and_changes_nothing(upload, work, ada, session, notes):
    for number in (1, 2):
        upload()
        work()
        ada.post(f"/core/import_run/{number}/run")
        work()
    counts = session.scalars(sa.select(ImportRun.counts).order_by(ImportRun.id)).all()
    assert [(one[0]["added"], one[0]["unchanged"]) for one in counts] == [(2, 0), (0, 2)]


def test_a_double_click_imports_once(upload, work, ada, session, notes):
    upload()
    work()
    assert ada.post("/core/import_run/1/run").status_code == 303
    assert ada.post("/core/import_run/1/run").status_code == 422
    assert work() == 1
    assert notes() == ["note alpha", "note beta"]


def test_an_import_that_fails_says_so_on_its_page(upload, work, ada, session, notes):
    upload("note,weight\nalpha,1\nboom,1\n")
    for _attempt in range(3):
        session.execute(sa.text("UPDATE core_job SET run_at = created_at"))
        work()
    run = only_run(session)
    assert run.state is State.FAILED
    assert "mistake" not in run.error
    for language, words in (("en", "Something went wrong on our side"), ("zh", "系统出错")):
        page = ada.get("/core/import_run/1", headers={"Accept-Language": language}).text
        assert words in page
    assert notes() == []


def test_an_archive_counts_as_the_files_in_it(upload, work, session):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/notes.csv", "note,weight\nalpha,1\n")
    upload(packed.getvalue(), "all.zip")
    work()
    assert only_run(session).counts[0]["added"] == 1


def test_a_discarded_import_leaves_no_file(upload, work, ada, session, databases):
    upload("note,weight\nonly here,1\n")
    work()
    folder = databases.folder / "data" / "files"
    assert [path.read_bytes() for path in folder.glob("*/*")]
    ada.post("/core/import_run/1/discard")
    assert only_run(session).state is State.DISCARDED
    assert b"only here" not in b"".join(path.read_bytes() for path in folder.glob("*/*"))


def test_a_file_that_another_import_needs_stays(upload, work, ada, session):
    upload("note,weight\nshared,1\n")
    upload("note,weight\nshared,1\n")
    work()
    ada.post("/core/import_run/1/discard")
    ada.post("/core/import_run/2/run")
    work()
    session.rollback()
    assert session.get(ImportRun, 2).state is State.DONE


def test_a_service_refuses_what_the_state_does_not_allow(session, app):
    ada = make_user(session)
    run = services.upload(session, [], importer="x", profile="y", by=ada, now=now())
    with pytest.raises(BusinessError, match="Being checked"):
        services.start(session, run, by=ada)


@pytest.fixture
def bumen(app, importer, session):
    """Run the import command as the terminal does."""
    group = Bumen(create_app=lambda: app, add_default_commands=False, add_version_option=False)
    group.add_command(importing.command(importer))

    def run(*arguments):
        session.commit()
        return CliRunner().invoke(group, ["import", *map(str, arguments)])

    return run


def test_the_command_imports_and_reports(bumen, notes, tmp_path, session):
    (tmp_path / "notes.csv").write_text("note,weight\nalpha,1\n,2\n")
    done = bumen("--profile", "shop", tmp_path / "notes.csv")
    assert done.exit_code == 0, done.output
    assert "Notes: 1 added, 0 changed, 0 unchanged, 1 refused" in done.stdout
    assert "notes.csv:3" in done.stdout
    assert notes() == ["note alpha"]
    assert only_run(session).state is State.DONE
    entry = session.scalars(sa.select(Entry).where(Entry.model == "import")).one()
    assert entry.label == "notes 1 shop"


def test_the_command_checks_without_writing(bumen, notes, tmp_path, session):
    (tmp_path / "notes.csv").write_text("note,weight\nalpha,1\n")
    assert "1 added" in bumen("--check", tmp_path / "notes.csv").stdout
    assert notes() == []
    assert session.scalars(sa.select(ImportRun)).all() == []


@pytest.mark.parametrize("content", [b"x,y\n1,2\n", b"note,weight\nalpha", b"\xff\xff\xff"])
def test_the_command_refuses_in_one_sentence_and_writes_nothing(bumen, notes, tmp_path, content):
    path = tmp_path / "notes.csv"
    path.write_bytes(content)
    done = bumen("--profile", "shop", path)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert notes() == []
    assert bumen(tmp_path / "nothing").exit_code == 2
