"""The pages of jobs: everybody sees the own ones, those who may see all of them."""

from __future__ import annotations

import pytest
from flask_babel import force_locale, gettext

from core import jobs
from core.job.models import State
from core.jobs import Progress, job
from core.words import remembered
from core.worker import database_of, running


@job("test.idle", title="Count the stock")
def idle(context) -> None:
    """Do nothing."""


@job("test.read", title="Read a file", private=True)
def read(context) -> None:
    """Do nothing."""


@pytest.fixture
def ada(app, sign_in, monkeypatch):
    monkeypatch.setitem(app.extensions["bumen.jobs"], idle.name, idle)
    monkeypatch.setitem(app.extensions["bumen.jobs"], read.name, read)
    return sign_in(name="Ada")


@pytest.fixture
def row(session, ada):
    wanted = jobs.enqueue(session, idle, by=ada.user)
    session.commit()
    return wanted


def test_the_list_names_each_job_and_who_wanted_it(sign_in, row):
    page = sign_in("core.job.index", name="Bo").get("/core/job/").text
    assert "Count the stock" in page
    assert "Ada" in page


def test_without_the_permission_there_is_no_list(ada):
    assert ada.get("/core/job/").status_code == 403


def test_the_list_takes_as_many_statements_for_many_jobs_as_for_one(
    session, sign_in, row, ada, queries
):
    reader = sign_in("core.job.index", name="Bo")
    reader.get("/core/job/")
    with queries() as one:
        reader.get("/core/job/")
    for _ in range(20):
        jobs.enqueue(session, idle, by=ada.user)
    session.commit()
    with queries() as many:
        reader.get("/core/job/")
    assert many.value == one.value


def test_people_see_their_own_jobs(ada, row):
    assert ada.get(f"/core/job/{row.id}").status_code == 200


def test_people_do_not_see_the_jobs_of_others(sign_in, row):
    stranger = sign_in(name="Bo")
    assert stranger.get(f"/core/job/{row.id}").status_code == 403
    assert stranger.post(f"/core/job/{row.id}/cancel").status_code == 403


def test_a_job_that_never_was_is_not_found(ada):
    assert ada.get("/core/job/4711").status_code == 404


def test_the_page_asks_for_the_progress_with_and_without_scripts(ada, row):
    page = ada.get(f"/core/job/{row.id}").text
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_progress_comes_from_memory_while_the_job_runs_here(app, ada, row, monkeypatch):
    key = (database_of(app), row.id)
    monkeypatch.setitem(running, key, Progress(1200, 4000, "Orders"))
    answer = ada.get(f"/core/job/{row.id}", headers={"HX-Target": "div#progress"})
    assert "1,200" in answer.text
    assert "4,000" in answer.text
    assert "<html" not in answer.text


def test_when_the_job_is_over_the_page_is_told_to_show_the_end(session, ada, row):
    row.state = State.DONE
    session.commit()
    answer = ada.get(f"/core/job/{row.id}", headers={"HX-Target": "div#progress"})
    assert answer.headers["HX-Refresh"] == "true"


def test_a_waiting_job_can_be_cancelled_once(session, ada, row):
    assert ada.post(f"/core/job/{row.id}/cancel").status_code == 303
    assert row.state is State.CANCELLED
    assert ada.post(f"/core/job/{row.id}/cancel").status_code == 422


def test_a_job_that_failed_is_tried_again_once(app, session, ada, row):
    assert ada.post(f"/core/job/{row.id}/retry").status_code == 422
    row.state, row.attempt, row.error = State.FAILED, 3, "the disk was full"
    session.commit()
    assert f"/core/job/{row.id}/retry" in ada.get(f"/core/job/{row.id}").text
    assert ada.post(f"/core/job/{row.id}/retry").status_code == 303
    assert (row.state, row.attempt, row.error) == (State.READY, 0, "")
    assert ada.post(f"/core/job/{row.id}/retry").status_code == 422
    session.commit()
    assert jobs.run_pending(app) == 1
    session.refresh(row)
    assert row.state is State.DONE


def test_a_job_is_not_tried_again_beside_its_like(session, ada):
    first = jobs.enqueue(session, idle, by=ada.user, unique_key="one")
    jobs.cancel(session, first)
    jobs.enqueue(session, idle, by=ada.user, unique_key="one")
    session.commit()
    answer = ada.post(f"/core/job/{first.id}/retry", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "The same is waiting or running already." in answer.text


def test_what_followed_from_a_failure_is_begun_anew_on_its_own_page(app, session, ada, monkeypatch):
    @job("test.mourned", title="Mourned", on_failure=lambda *_told: None)
    def mourned(context) -> None:
        """Do nothing."""

    monkeypatch.setitem(app.extensions["bumen.jobs"], mourned.name, mourned)
    row = jobs.enqueue(session, mourned, by=ada.user)
    row.state = State.FAILED
    session.commit()
    assert "/retry" not in ada.get(f"/core/job/{row.id}").text
    assert ada.post(f"/core/job/{row.id}/retry").status_code == 422


def test_people_do_not_try_the_jobs_of_others_again(sign_in, row):
    assert sign_in(name="Bo").post(f"/core/job/{row.id}/retry").status_code == 403


@pytest.fixture
def told(app) -> str:
    """What a job tells that somebody wanted who reads Chinese."""
    with app.app_context(), force_locale("zh_Hans"), remembered():
        return gettext("reading the records")


def test_everybody_reads_the_progress_in_their_own_language(
    app, ada, session, row, told, monkeypatch
):
    page = f"/core/job/{row.id}"
    row.state, row.progress_total, row.progress_message = State.RUNNING, 3, told
    session.commit()
    assert "reading the records" in ada.get(page, headers={"Accept-Language": "en"}).text
    assert "正在读取数据" in ada.get(page, headers={"Accept-Language": "zh"}).text
    monkeypatch.setitem(running, (database_of(app), row.id), Progress(1, 3, told))
    assert "reading the records" in ada.get(page, headers={"Accept-Language": "en"}).text


def test_a_progress_that_is_too_long_to_keep_by_parts_is_kept_as_text(session, row, told):
    with remembered():
        long = gettext("The plugin %(name)s is off.", name="x" * 300)
    for text in ("x" * 300, long):
        row.progress_message = text
        session.commit()
        session.expire_all()
        assert row.progress_message == text[:200]


def test_what_a_private_job_says_is_read_only_by_whoever_wanted_it(sign_in, session, ada):
    row = jobs.enqueue(session, read, by=ada.user)
    row.state, row.error = State.FAILED, "salaries-chen.csv is damaged."
    row.progress_message = "salaries-chen.csv"
    session.commit()
    chief = sign_in("core.job.index", name="Bo")
    pages = ("/core/job/", "/core/job/?format=csv", f"/core/job/{row.id}")
    told = [
        chief.get(page, headers={"Accept-Language": "en"}).get_data(as_text=True) for page in pages
    ]
    assert not any("salaries" in one for one in told)
    assert "Only Ada reads why" in told[-1]
    assert "salaries-chen.csv is damaged." in ada.get(f"/core/job/{row.id}").text


def test_what_other_jobs_say_is_read_by_those_who_may_see_jobs(sign_in, session, row):
    row.state, row.error = State.FAILED, "The stock is locked."
    session.commit()
    chief = sign_in("core.job.index", name="Bo")
    assert all("stock is locked" in chief.get(f"/core/job/{one}").text for one in ("", row.id))
