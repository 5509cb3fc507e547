"""The pages of imports are open to those who may do the kind of import, and to nobody else."""

from __future__ import annotations

import io

import pytest

from core.jobs import Progress, run_pending
from core.role.models import PermissionSeen
from core.worker import database_of, running

PAGES = ["/core/import_run/", "/core/import_run/create", "/core/import_run/1"]
ENGLISH = {"Accept-Language": "en"}
ACTIONS = ["run", "check", "discard"]


@pytest.fixture
def checked(app, session, upload):
    assert upload("note,weight\nalpha,1\n,2\n").status_code == 303
    session.commit()
    run_pending(app)


@pytest.mark.parametrize("path", [*PAGES, "/core/import_run/1/refused"])
def test_without_the_permission_of_the_importer_nothing_is_shown(sign_in, checked, path):
    assert sign_in("core.party.index", name="Bo").get(path).status_code == 403


@pytest.mark.parametrize("action", ACTIONS)
def test_without_the_permission_of_the_importer_nothing_is_done(sign_in, checked, action):
    stranger = sign_in("core.import_run.index", name="Bo")
    assert stranger.post(f"/core/import_run/1/{action}").status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_with_it_the_pages_are_shown(ada, checked, path):
    assert ada.get(path).status_code == 200


def test_the_list_names_kind_state_and_person(ada, checked):
    page = ada.get("/core/import_run/").text
    for word in ("Notes", "shop", "Ada"):
        assert word in page


def test_nobody_uploads_for_an_importer_that_is_not_there(ada):
    assert ada.get("/core/import_run/create?importer=secrets").status_code == 403


def test_an_import_that_never_was_is_not_found(ada):
    assert ada.get("/core/import_run/4711").status_code == 404


def test_without_a_file_the_form_comes_back(ada):
    answer = ada.post("/core/import_run/create", data={"profile": "notes/shop"})
    assert answer.status_code == 422
    assert (
        'value="notes/shop" selected' in answer.text or 'selected value="notes/shop"' in answer.text
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"x,y\n1,2\n", "note"),
        (b"note,weight\nalpha", "notes.csv"),
        ("便签,重量\n甲,1\n".encode("gb18030"), "便签"),
        (b"", "notes.csv"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_at_once(ada, upload, content, says):
    answer = upload(content)
    assert answer.status_code == 422
    assert says in answer.text
    assert ada.get("/core/import_run/1").status_code == 404


def test_several_files_at_once(ada, session):
    files = [(io.BytesIO(b"note,weight\na,1\n"), "notes.csv"), (io.BytesIO(b"hi"), "readme.txt")]
    answer = ada.post("/core/import_run/create", data={"profile": "notes/shop", "files": files})
    assert answer.status_code == 303


def test_after_the_check_the_page_shows_counts_reasons_and_what_can_be_done(ada, checked):
    page = ada.get("/core/import_run/1").text
    assert "note：" in page  # the reason of the refused row begins with its column
    for action in ACTIONS:
        assert f'action="/core/import_run/1/{action}"' in page
    assert "/core/import_run/1/refused" in page


def test_the_check_tells_the_verdict_on_each_row_and_the_import_what_was_refused(
    app, ada, upload, session
):
    session.add(PermissionSeen(permission="note alpha"))
    upload("note,weight\nalpha,1\n,2\nbeta,0\n")
    session.commit()
    run_pending(app)

    def told(asked=""):
        lines = ada.get(f"/core/import_run/1?format=csv{asked}", headers=ENGLISH).text.splitlines()[
            1:
        ]
        return [tuple(line.split(",")[0:4:2]) for line in lines]

    everything = [("Unchanged", "2"), ("Refused", "3"), ("Remark", "4"), ("New record", "4")]
    assert told() == everything
    assert told("&kind=added") == [("New record", "4")]
    assert "note beta" in ada.get("/core/import_run/1?kind=added").text
    ada.post("/core/import_run/1/run")
    run_pending(app)
    assert told() == everything[1:3]


def test_the_refused_rows_can_be_downloaded_with_reasons(ada, checked):
    answer = ada.get("/core/import_run/1/refused")
    assert answer.mimetype == "text/csv"
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("notes.csv,3,")


def test_while_it_is_checked_the_page_asks_for_the_progress(app, ada, upload, monkeypatch):
    upload()
    page = ada.get("/core/import_run/1").text
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    monkeypatch.setitem(running, (database_of(app), 1), Progress(1200, 4000, "Notes"))
    part = ada.get("/core/import_run/1", headers={"HX-Target": "div#progress"})
    assert "1,200" in part.text
    assert "<html" not in part.text


def test_when_the_check_is_over_the_page_is_told_to_show_it(ada, checked):
    part = ada.get("/core/import_run/1", headers={"HX-Target": "div#progress"})
    assert part.headers["HX-Refresh"] == "true"
