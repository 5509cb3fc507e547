"""A document is wanted in one transaction, made by a job, and handed to those who may see it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core import files, typesetting
from core.clock import now
from core.document import services
from core.document.models import Paper
from core.documents import Document
from core.errors import BusinessError
from core.hooks import hookimpl
from core.job.models import JobRow, State
from core.jobs import run_pending
from core.party.models import Party
from core.testing import pdf_text

ENGLISH = {"Accept-Language": "en"}
CARD = Path(__file__).parent / "card.typ"


def names(session, keys):
    found = session.scalars(sa.select(Party.name).where(Party.id.in_(keys)).order_by(Party.id))
    return {"names": list(found)}


DOCUMENT = Document(
    name="test.party.card",
    title="Card",
    template=CARD,
    model=Party,
    permission="core.party.index",
    data=names,
)


@pytest.fixture
def document(app, monkeypatch):
    monkeypatch.setitem(app.extensions["bumen.documents"], DOCUMENT.name, DOCUMENT)
    return DOCUMENT


@pytest.fixture
def parties(session):
    made = [
        Party(code=f"P{number}", name=name, is_supplier=True)
        for number, name in enumerate(("杭州某某贸易有限公司", "Acme *Ltd.* #sys.inputs $x$"))
    ]
    session.add_all(made)
    session.commit()
    return made


@pytest.fixture
def ada(sign_in, document):
    return sign_in("core.party.index", name="Ada")


def want(client, *records):
    posted = {"name": DOCUMENT.name, "key": [one.id for one in records]}
    return client.post("/core/document/create", data=posted, headers=ENGLISH)


def test_a_pdf_holds_chinese_and_takes_nothing_typed_for_markup() -> None:
    told = {"company": "某某公司", "title": "卡片", "lang": "zh"}
    text = pdf_text(
        typesetting.pdf(CARD, told | {"names": ["床单 四件套", "#1+1 *b* _i_ $x$ <a>"]})
    )
    assert "某某公司" in text
    assert "床单四件套" in text
    assert "#1+1*b*_i_$x$<a>" in text


def test_the_same_data_gives_the_same_bytes() -> None:
    told = {"company": "A", "title": "B", "names": ["c", "d"]}
    first = typesetting.pdf(CARD, told)
    time.sleep(1.1)  # a second later
    assert typesetting.pdf(CARD, told) == first
    assert typesetting.pdf(CARD, told | {"names": ["c"]}) != first


def test_a_document_is_made_by_a_job_and_handed_out(app, session, ada, parties) -> None:
    answer = want(ada, parties[0])
    waiting = ada.get(answer.location, headers=ENGLISH).text
    assert run_pending(app) == 1
    ready = ada.get(answer.location, headers=ENGLISH).text
    file = ada.get(f"{answer.location}/file")
    assert (answer.status_code, file.status_code) == (303, 200)
    assert 'hx-trigger="every 1s"' in waiting
    assert "/file" not in waiting
    assert f"{answer.location}/file" in ready
    assert file.mimetype == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "杭州某某贸易有限公司" in pdf_text(file.data)


def test_when_the_document_is_made_the_page_is_told_to_show_it(app, ada, parties) -> None:
    address = want(ada, parties[0]).location
    asking = {"HX-Target": "div#progress"}
    assert "HX-Refresh" not in ada.get(address, headers=asking).headers
    run_pending(app)
    assert ada.get(address, headers=asking).headers["HX-Refresh"] == "true"


def test_one_document_may_be_made_of_several_records(app, ada, parties) -> None:
    address = want(ada, *parties).location
    run_pending(app)
    text = pdf_text(ada.get(f"{address}/file").data)
    assert "Card(2)" in text
    assert "#sys.inputs" in text


def test_a_document_of_nothing_is_refused(session, ada) -> None:
    answer = want(ada)
    assert answer.status_code == 422
    assert "Choose at least one record." in answer.text
    assert session.scalar(sa.select(sa.func.count(Paper.id))) == 0


def test_too_many_records_are_refused(session, ada) -> None:
    with pytest.raises(BusinessError, match="at most 5000"):
        services.ask_many(session, DOCUMENT, list(range(5_001)), label="x", by=ada.user, now=now())


def wall(party_id):
    class Wall:
        @hookimpl
        def restrict_rows(self, model, user):
            return Party.id != party_id if model is Party else None

    return Wall()


def test_nobody_wants_a_document_of_what_they_may_not_see(ada, sign_in, parties, answering) -> None:

    assert want(sign_in(name="Bo"), parties[0]).status_code == 403
    answering(wall(parties[1].id))
    assert want(ada, parties[1]).status_code == 404
    assert want(ada, *parties).status_code == 404
    assert want(ada, parties[0]).status_code == 303


def test_an_unknown_kind_is_not_found(ada) -> None:
    answer = ada.post("/core/document/create", data={"name": "test.none", "key": "1"})
    assert answer.status_code == 404


def test_only_who_may_make_it_gets_the_document_of_a_colleague(
    app, ada, sign_in, parties, answering
) -> None:
    address = want(ada, parties[0]).location
    run_pending(app)
    colleague, stranger = sign_in("core.party.index", name="Bo"), sign_in(name="Cy")
    assert colleague.get(address).status_code == 200
    assert stranger.get(address).status_code == 403
    assert stranger.get(f"{address}/file").status_code == 403
    answering(wall(parties[0].id))
    assert colleague.get(f"{address}/file").status_code == 403


def test_without_a_session_there_are_no_documents(client) -> None:
    assert client.get("/core/document/").status_code == 303
    assert client.post("/core/document/create").status_code == 401


def test_a_document_that_fails_says_so(app, ada, parties, monkeypatch) -> None:
    def fail(_session, _keys):
        raise BusinessError("The party has no address.")

    broken = Document(
        **{field: getattr(DOCUMENT, field) for field in DOCUMENT.__dataclass_fields__}
        | {"data": fail}
    )
    monkeypatch.setitem(app.extensions["bumen.documents"], DOCUMENT.name, broken)
    address = want(ada, parties[0]).location
    run_pending(app)
    assert "The party has no address." in ada.get(address, headers=ENGLISH).text
    assert ada.get(f"{address}/file").status_code == 404


def test_the_list_shows_ones_own_and_takes_as_many_statements_for_twenty(
    ada, sign_in, parties, queries
) -> None:
    want(ada, parties[0])
    ada.get("/core/document/")
    with queries() as one:
        page = ada.get("/core/document/")
    for _ in range(20):
        want(ada, parties[0])
    with queries() as many:
        ada.get("/core/document/")
    assert many.value == one.value
    assert "Card P0" in page.text or "杭州" in page.text
    assert "杭州" not in sign_in("core.party.index", name="Bo").get("/core/document/").text


def test_old_documents_are_forgotten_with_their_files(app, session, ada, parties) -> None:
    want(ada, parties[0])
    want(ada, parties[1])
    run_pending(app)
    old, young = session.scalars(sa.select(Paper).order_by(Paper.id)).all()
    digests = old.digest, young.digest
    old.created_at = now() - services.KEPT - timedelta(days=1)
    session.commit()
    gone = services.forget(session, now=now())
    session.commit()
    files.tidy(session, gone)
    assert not files._path(digests[0]).exists()
    assert files.path_of(digests[1]).exists()
    assert session.scalars(sa.select(Paper.id)).all() == [young.id]


def test_a_file_that_another_row_needs_is_kept(app, session, ada, parties) -> None:
    want(ada, parties[0])
    want(ada, parties[0])
    run_pending(app)
    first, second = session.scalars(sa.select(Paper).order_by(Paper.id)).all()
    assert first.digest == second.digest
    session.delete(first)
    session.commit()
    files.tidy(session, [second.digest])
    assert files.path_of(second.digest).exists()


SLOW_WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path

from core import typesetting
from core.app import create_app
from core.testing import settings_for
from core.worker import Worker
from tests.core.document.test_document import DOCUMENT

url, folder, begun = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
real = typesetting.pdf


def slow(template, data):
    made = real(template, data)
    begun.touch()
    time.sleep(60)
    return made


typesetting.pdf = slow
app = create_app(settings_for(url, folder, ""))
app.extensions["bumen.documents"][DOCUMENT.name] = DOCUMENT
Worker(app, lease=timedelta(seconds=1), beat=0.2).run()
"""


def test_the_document_of_a_killed_worker_is_made_once(
    app, session, ada, parties, databases, tmp_path
) -> None:
    address = want(ada, parties[0]).location
    begun = tmp_path / "begun"
    command = [sys.executable, "-c", SLOW_WORKER, databases.current, str(databases.folder)]
    worker = subprocess.Popen([*command, str(begun)])
    try:
        wait_for(begun.exists)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    wait_for(lambda: run_pending(app) == 1)
    paper, job = session.scalar(sa.select(Paper)), session.scalar(sa.select(JobRow))
    assert (job.state, job.attempt) == (State.DONE, 2)
    assert ada.get(f"{address}/file").data == files.path_of(paper.digest).read_bytes()
    assert run_pending(app) == 0


def wait_for(happened) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.1)
    pytest.fail("it never happened")
