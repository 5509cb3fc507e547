"""Refused rows come back as a file to correct, and a job that is at work can be stopped."""

from __future__ import annotations

import csv
import io
import threading
import zipfile

import sqlalchemy as sa

from core import jobs
from core.corrections import Refusal, answer, reasons_of
from core.import_run.models import ImportRun, State
from core.profiles import Profile
from core.sources import Source

ENGLISH = {"Accept-Language": "en"}


def only(session) -> ImportRun:
    session.rollback()
    return session.scalars(sa.select(ImportRun)).one()


def test_refused_rows_come_back_as_they_were_and_are_taken_when_corrected(
    app, session, upload, ada, notes
) -> None:
    upload("note;weight\nalpha;1\n=beta;many\n,x;2\n;3\n")
    jobs.run_pending(app)
    key = only(session).id
    session.rollback()
    ada.post(f"/core/import_run/{key}/run")
    jobs.run_pending(app)
    assert notes() == ["note ,x", "note alpha"]
    sent = ada.get(f"/core/import_run/{key}/corrections", headers=ENGLISH)
    assert sent.status_code == 200, sent.text
    rows = list(csv.reader(io.StringIO(sent.data.decode("utf-8-sig"))))
    assert rows[0] == ["note", "weight", "Reason"]
    assert rows[1:] == [
        ["'=beta", "many", "weight: “many” cannot be read"],  # whoever uploaded it read Chinese
        ["", "3", "note: is empty"],
    ]
    corrected = sent.data.decode("utf-8-sig").replace("many,", "5,")
    session.rollback()
    upload(corrected, name="corrected.csv")
    jobs.run_pending(app)
    again = session.scalars(sa.select(ImportRun).order_by(ImportRun.id.desc())).first()
    assert again.counts[0]["added"] == 1
    key = again.id
    session.rollback()
    ada.post(f"/core/import_run/{key}/run")
    jobs.run_pending(app)
    assert notes() == ["note ,x", "note =beta", "note alpha"]


def test_rows_of_one_record_share_their_reason() -> None:
    told = [Refusal("a.csv", (2, 3), "differ"), Refusal("a.csv", (3,), "unreadable")]
    assert reasons_of(told) == {"a.csv": {2: "differ", 3: "differ; unreadable"}}


def test_rows_of_several_files_come_as_an_archive(app, tmp_path, session) -> None:
    columns = {"key": {"name": "k"}}
    profile = Profile.model_validate(
        {
            "name": "two",
            "title": {"en": "Two"},
            "timezone": "UTC",
            "files": {
                "a": {"names": ["a.csv"], "columns": columns},
                "b": {"names": ["b.csv"], "columns": columns},
            },
        }
    )
    paths = {}
    for name in ("a.csv", "b.csv"):
        paths[name] = tmp_path / name
        paths[name].write_text("k\n1\n2\n")
    with app.test_request_context():
        sent = answer("r", Source(profile, paths), [Refusal(n, (3,), "bad") for n in paths])
        packed = zipfile.ZipFile(io.BytesIO(b"".join(sent.response)))
    assert sorted(packed.namelist()) == ["a.csv", "b.csv"]
    assert packed.read("a.csv").decode("utf-8-sig").split("\r\n")[1] == "2,bad"


def test_an_import_that_waits_is_stopped_at_once(app, session, upload, ada) -> None:
    upload()
    key = only(session).id
    session.rollback()
    page = ada.get(f"/core/import_run/{key}", headers=ENGLISH).text
    assert f"/core/import_run/{key}/stop" in page
    assert ada.post(f"/core/import_run/{key}/stop").status_code == 303
    jobs.run_pending(app)
    run = only(session)
    assert (run.state, bool(run.error)) == (State.FAILED, True)
    session.rollback()
    assert ada.post(f"/core/import_run/{key}/stop").status_code == 422


def test_an_import_that_is_at_work_stops_at_its_next_step_and_leaves_nothing(
    app, session, upload, ada, notes, importer
) -> None:
    upload()
    jobs.run_pending(app)
    key = only(session).id
    session.rollback()
    ada.post(f"/core/import_run/{key}/run")
    at_work, stopped = threading.Event(), threading.Event()
    take = importer.run

    def slowly(session, source, *, by, now, progress):
        at_work.set()
        assert stopped.wait(20)
        return take(session, source, by=by, now=now, progress=progress)

    object.__setattr__(importer, "run", slowly)
    worker = threading.Thread(target=jobs.run_pending, args=(app,))
    worker.start()
    assert at_work.wait(20)
    assert ada.post(f"/core/import_run/{key}/stop").status_code == 303
    stopped.set()
    worker.join()
    assert only(session).state is State.FAILED
    assert notes() == []


def test_who_may_not_import_gets_no_rows_and_stops_nothing(session, upload, sign_in) -> None:
    upload()
    key = only(session).id
    session.rollback()
    stranger = sign_in("core.party.index", name="Bob")
    assert stranger.get(f"/core/import_run/{key}/corrections").status_code == 403
    assert stranger.post(f"/core/import_run/{key}/stop").status_code == 403
