"""Whoever waited for an import for more than a minute finds in the inbox what became of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from core import jobs
from core.import_run.models import ImportRun
from core.notification.models import Notification
from core.notifications import details

ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh-CN"}
INBOX, PAGE = "/core/notification/", "/core/import_run/1"
FILE = "note,weight\nalpha,1\n,2\n"


@pytest.fixture
def work(app, session):
    """Run what waits, as if it had been wanted so many minutes ago."""

    def run(minutes: int) -> None:
        earlier = "datetime(created_at, :ago)"
        if session.get_bind().dialect.name == "postgresql":
            earlier = "created_at + CAST(:ago AS interval)"
        asked = sa.text(f"UPDATE core_job SET created_at = {earlier} WHERE state = 'ready'")
        session.execute(asked, {"ago": f"-{minutes} minutes"})
        session.commit()
        jobs.run_pending(app)

    return run


def test_who_waited_reads_the_counts_and_is_led_to_the_import(session, upload, ada, work) -> None:
    upload(FILE)
    work(2)
    page = ada.get(INBOX, headers=ENGLISH).text
    assert "Your files are checked: notes.csv" in page
    counts = "Notes: 1 added, 0 changed, 0 unchanged, 1 refused"
    assert f"Import: Notes · State: Checked · {counts}" in page
    assert "Notes：新增 1，变更 0，未变 0，拒绝 1" in ada.get(INBOX, headers=CHINESE).text
    row = session.scalars(sa.select(Notification)).one()
    assert ada.get(f"{INBOX}{row.id}").location == PAGE


def test_what_was_told_of_the_check_counts_no_more_once_it_is_imported(
    session, upload, ada, work
) -> None:
    upload(FILE)
    work(2)
    session.rollback()
    ada.post(f"{PAGE}/run")
    work(2)
    page = ada.get(INBOX, headers=ENGLISH).text
    assert "Your files are imported: notes.csv" in page
    assert "are checked" not in page


def test_who_did_not_wait_is_told_nothing(session, upload, work) -> None:
    upload(FILE)
    work(0)
    assert session.scalars(sa.select(Notification)).all() == []


def test_who_waited_in_vain_reads_why(session, upload, ada, work, app, monkeypatch) -> None:
    upload(FILE)
    monkeypatch.delitem(app.extensions["bumen.importers"], "notes")
    work(2)
    page = ada.get(INBOX, headers=ENGLISH).text
    assert "Your files could not be imported: notes.csv" in page
    assert "Reason: The plugin of this import is off. Enable it first." in page
    assert "原因：此导入所属的插件已停用" in ada.get(INBOX, headers=CHINESE).text


def test_each_channel_reads_its_own_language(session, app, upload, work, ada, monkeypatch) -> None:
    upload(FILE)
    monkeypatch.delitem(app.extensions["bumen.importers"], "notes")
    work(2)
    told = [("core.import_run.failed", 1)]
    said = []
    with app.test_request_context(), force_locale("en"):
        known = session.scalars(sa.select(ImportRun)).one()  # by what was told before
        assert known.error.startswith("The plugin")
        for language in ("en", "zh_Hans"):
            with force_locale(language):
                said += details(session, told, ada.user)[told[0]]
    assert "Reason: The plugin of this import is off. Enable it first." in said
    assert "原因：此导入所属的插件已停用。请先启用。" in said
