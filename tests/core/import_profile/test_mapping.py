"""Columns chosen by hand become a profile that is used like any other."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa

from core import jobs
from core.import_profile.models import ImportProfile
from core.import_profile.rules import guessed, name_of
from core.import_run.models import ImportRun, State
from tests.core.import_run.conftest import ada, importer, notes  # noqa: F401 - fixtures

ENGLISH = {"Accept-Language": "en"}
ODD = "Bemerkung;Gewicht;Tag\nalpha;-1;31.01.2026\nbeta;-2;01.02.2026\n"
MAPPED = {
    "title": "Shop in Berlin",
    "timezone": "Europe/Berlin",
    "column-note": "Bemerkung",
    "column-weight": "Gewicht",
    "sign-weight": "negate",
}


@pytest.fixture
def hold(ada):  # noqa: F811 - the fixture
    """Upload a file whose columns are chosen by hand; return the address of the page."""

    def send(content=ODD, name="odd.csv"):
        answer = ada.post(
            "/core/import_run/create",
            data={"profile": "notes/@", "files": [(io.BytesIO(content.encode()), name)]},
            content_type="multipart/form-data",
            headers=ENGLISH,
        )
        return answer

    return send


@pytest.fixture
def page(hold):
    return hold().headers["Location"]


def test_a_file_that_no_profile_knows_waits_for_its_columns(session, hold, ada) -> None:  # noqa: F811
    answer = hold()
    assert answer.status_code == 303
    run = session.scalars(sa.select(ImportRun)).one()
    assert run.lacks_columns
    shown = ada.get(answer.headers["Location"], headers=ENGLISH).text
    for name in ("Bemerkung", "Gewicht", "Tag"):
        assert name in shown
    detail = ada.get(f"/core/import_run/{run.id}", headers=ENGLISH).text
    assert "Columns to be chosen" in detail
    assert answer.headers["Location"] in detail


def test_the_preview_tells_what_each_row_becomes_without_keeping_anything(
    session,
    page,
    ada,  # noqa: F811
) -> None:
    shown = ada.post(page, data=MAPPED | {"preview": "1"}, headers=ENGLISH).text
    assert shown.count("Readable") == 2
    assert re.search(r"<td>alpha</td>\s*<td>1</td>", shown)
    assert session.scalars(sa.select(ImportProfile)).all() == []
    wrong = ada.post(page, data=MAPPED | {"column-weight": "Tag"}, headers=ENGLISH).text
    assert wrong.count("cannot be read") == 2


def test_the_choice_is_kept_as_a_profile_and_the_file_checked_and_imported(
    app,
    session,
    page,
    ada,  # noqa: F811
    notes,  # noqa: F811
) -> None:
    answer = ada.post(page, data=MAPPED | {"save": "1"}, headers=ENGLISH)
    assert answer.status_code == 303
    profile = session.scalars(sa.select(ImportProfile)).one()
    assert (profile.name, profile.content["timezone"]) == ("shop-in-berlin", "Europe/Berlin")
    session.rollback()
    jobs.run_pending(app)
    run = session.scalars(sa.select(ImportRun)).one()
    assert (run.state, run.counts[0]["added"]) == (State.CHECKED, 2)
    session.rollback()
    ada.post(f"/core/import_run/{run.id}/run")
    jobs.run_pending(app)
    assert notes() == ["note alpha", "note beta"]


def test_the_next_file_of_the_kind_is_recognised_by_the_profile(
    app,
    session,
    page,
    ada,  # noqa: F811
) -> None:
    ada.post(page, data=MAPPED | {"save": "1"})
    jobs.run_pending(app)
    ada.post(
        "/core/import_run/create",
        data={"profile": "notes", "files": [(io.BytesIO(ODD.encode()), "february.csv")]},
        content_type="multipart/form-data",
    )
    session.rollback()
    profiles = session.scalars(sa.select(ImportRun.profile).order_by(ImportRun.id)).all()
    assert profiles == ["shop-in-berlin"] * 2


def test_a_field_that_is_needed_needs_a_column_or_a_value(session, page, ada) -> None:  # noqa: F811
    without = MAPPED | {"column-note": ""}
    answer = ada.post(page, data=without | {"save": "1"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Choose a column or a value for: note." in answer.text
    assert session.scalars(sa.select(ImportProfile)).all() == []
    shown = ada.post(page, data=without | {"default-note": "same"}, headers=ENGLISH)
    assert shown.text.count("same") > 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": ""}, "Give the profile a name"),
        ({"timezone": "Mars/Olympus"}, "There is no time zone Mars/Olympus."),
        ({"sign-weight": "sideways"}, "does not fit together"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_nothing_is_lost(
    session,
    page,
    ada,  # noqa: F811
    change,
    says,
) -> None:
    answer = ada.post(page, data=MAPPED | {"save": "1"} | change, headers=ENGLISH)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert 'value="Bemerkung" selected' in answer.text
    assert session.scalars(sa.select(ImportProfile)).all() == []


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "is empty"), ("\0\0", "zero byte"), ("%PDF-1.7", "is a PDF document")],
)
def test_what_is_no_table_is_not_held(session, hold, content, says) -> None:
    answer = hold(content)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert session.scalars(sa.select(ImportRun)).all() == []


def test_who_may_not_import_may_not_choose(sign_in, page) -> None:
    stranger = sign_in("core.party.index", name="Bob")
    assert stranger.get(page).status_code == 403
    assert stranger.post(page, data=MAPPED | {"save": "1"}).status_code == 403
    assert stranger.get("/core/import_profile/").status_code == 403
    assert stranger.post("/core/import_profile/1/delete").status_code in {403, 404}


def test_a_profile_is_listed_and_deleted(session, page, ada) -> None:  # noqa: F811
    ada.post(page, data=MAPPED | {"save": "1"})
    assert "Shop in Berlin" in ada.get("/core/import_profile/").text
    key = session.scalars(sa.select(ImportProfile.id)).one()
    assert ada.post(f"/core/import_profile/{key}/delete").status_code == 303
    session.rollback()
    assert session.scalars(sa.select(ImportProfile)).all() == []


def test_the_list_of_profiles_asks_the_same_for_many(session, page, ada, queries) -> None:  # noqa: F811
    ada.post(page, data=MAPPED | {"save": "1"})
    first = session.scalars(sa.select(ImportProfile)).one()

    def cost() -> int:
        with queries() as count:
            ada.get("/core/import_profile/")
        return count.value

    cost()
    few = cost()
    session.add_all(
        ImportProfile(
            importer="notes",
            name=f"p{number}",
            content=first.content,
            created_by_id=first.created_by_id,
            created_at=first.created_at,
        )
        for number in range(20)
    )
    session.commit()
    assert cost() == few


def test_columns_are_guessed_by_their_names() -> None:
    titles = {"number": ("订单编号", "order number"), "price": ("金额",), "note": ("note",)}
    heading = ["Order_Number", "金额 ", "other"]
    found = {key: one.column for key, one in guessed(titles, heading).items()}
    assert found == {"number": "Order_Number", "price": "金额 ", "note": ""}


def test_a_name_is_short_and_new() -> None:
    assert name_of("Shop in Berlin!", ["shop-in-berlin"]) == "shop-in-berlin-2"
    assert name_of("???", []) == "profile"
    assert len(name_of("x" * 200, [])) <= 50
