"""Files hang on records: who sees the record sees them, and what is deleted leaves a trace."""

from __future__ import annotations

import html
import io
import re

import pytest
import sqlalchemy as sa

from core import files
from core.attachment import services
from core.attachment.models import Attachment
from core.history.models import Entry
from core.hooks import hookimpl
from core.party.models import Party
from core.setting import services as settings
from tests.core.attachment.test_rules import JPEG, PDF, PNG

ENGLISH = {"Accept-Language": "en"}
READER = "core.party.index"
NOTE = re.compile(r'name="record"[^>]* value="([^"]+)"')


@pytest.fixture
def party(session):
    made = Party(code="ACME", name="Acme Ltd.", is_supplier=True)
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def url(party) -> str:
    return f"/core/party/{party.id}"


@pytest.fixture
def ada(sign_in):
    return sign_in(READER, name="Ada")


def see(client, address) -> str:
    return html.unescape(client.get(address, headers=ENGLISH).text)


def attach(client, address, *sent):
    note = html.unescape(NOTE.search(client.get(address).text).group(1))
    posted = {"record": note, "files": [(io.BytesIO(content), name) for name, content in sent]}
    return client.post(
        "/core/attachment/create",
        data=posted,
        headers=ENGLISH,
        content_type="multipart/form-data",
    )


def kept(session) -> list[Attachment]:
    session.expire_all()
    return list(session.scalars(sa.select(Attachment).order_by(Attachment.id)))


def test_files_stand_on_the_page_of_the_record(session, ada, url) -> None:
    answer = attach(ada, url, ("合同.pdf", PDF), ("photo.PNG", PNG))
    page = see(ada, url)
    contract, photo = kept(session)
    assert (answer.status_code, answer.location) == (303, f"{url}#attachments")
    assert "2 files attached." in page
    assert f'<a href="/core/attachment/{contract.id}">' in page
    assert f'src="/core/attachment/{photo.id}/view"' in page
    assert (contract.kind, photo.kind, contract.size) == ("pdf", "png", len(PDF))


def test_a_file_comes_out_as_it_went_in_and_can_do_nothing(session, ada, url) -> None:
    attach(ada, url, ("合同.pdf", PDF))
    address = f"/core/attachment/{kept(session)[0].id}"
    download, view = ada.get(f"{address}/file"), ada.get(f"{address}/view")
    assert download.data == view.data == PDF
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert "%E5%90%88%E5%90%8C.pdf" in download.headers["Content-Disposition"]
    assert "attachment" not in view.headers["Content-Disposition"]
    for answer in (download, view):
        assert answer.mimetype == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<iframe" in see(ada, address)


def test_only_pictures_and_pdf_are_shown(session, ada, url) -> None:
    attach(ada, url, ("a.csv", b"a,b\n1,2\n"))
    (one,) = kept(session)
    assert ada.get(f"/core/attachment/{one.id}/view").status_code == 404
    assert ada.get(f"/core/attachment/{one.id}/file").mimetype == "text/csv"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ\x90\0", "a.exe is of no kind that is kept here"),
        ("invoice.exe", PDF, "invoice.exe is not what its name says"),
        ("photo.png", JPEG, "ends with .jpeg, .jpg"),
        ("noending", PDF, "noending is not what its name says"),
        ("page.txt", b"<html><script>1</script>", "page.txt holds something else besides"),
        ("empty.txt", b"", "empty.txt is empty"),
        ("../../etc/pass\x07wd.exe", b"MZ\x90\0", "passwd.exe is of no kind"),
        ("a\u202egpj.exe", b"MZ\x90\0", "agpj.exe is of no kind"),
    ],
)
def test_a_refused_file_is_named_and_nothing_is_kept(
    session, ada, url, name, content, said
) -> None:
    answer = attach(ada, url, ("good.pdf", PDF), (name, content))
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert kept(session) == []
    folder = files._folder()
    assert not [
        one for one in folder.rglob("*") if one.is_file() and one.stat().st_size == len(PDF)
    ]


def test_a_file_without_a_choice_is_asked_for(ada, url) -> None:
    answer = attach(ada, url)
    assert answer.status_code == 422
    assert "Choose the files." in answer.text


def test_the_same_file_is_not_attached_twice(session, ada, url) -> None:
    attach(ada, url, ("a.pdf", PDF))
    answer = attach(ada, url, ("b.pdf", PDF))
    assert "b.pdf is attached already, as a.pdf." in html.unescape(answer.text)
    assert len(kept(session)) == 1
    assert files.path_of(kept(session)[0].digest).exists()


def test_the_same_content_on_two_records_is_stored_once_and_stays_for_the_other(
    session, ada, url
) -> None:
    other = Party(code="B", name="Best", is_supplier=True)
    session.add(other)
    session.commit()
    attach(ada, url, ("a.pdf", PDF))
    attach(ada, f"/core/party/{other.id}", ("b.pdf", PDF))
    first, second = kept(session)
    assert first.digest == second.digest
    ada.post(f"/core/attachment/{first.id}/delete")
    assert ada.get(f"/core/attachment/{second.id}/file").data == PDF


def test_size_and_room_are_settings(session, ada, url, monkeypatch) -> None:
    monkeypatch.setattr(services, "MIB", 1000)
    large = PDF + b"%" * 2000
    settings.change(session, services.LARGEST, "1")
    session.commit()
    answer = attach(ada, url, ("a.pdf", large))
    assert "a.pdf is larger than 1 MiB" in html.unescape(answer.text)
    settings.change_many(session, {services.LARGEST: "5", services.QUOTA: "3"})
    session.commit()
    assert attach(ada, url, ("a.pdf", large)).status_code == 303
    answer = attach(ada, url, ("b.pdf", large + b"%"))
    assert "There is no room for b.pdf" in html.unescape(answer.text)
    assert len(kept(session)) == 1


def test_what_is_deleted_leaves_a_trace_and_no_content(session, ada, url) -> None:
    attach(ada, url, ("a.pdf", PDF))
    (one,) = kept(session)
    digest = one.digest
    address = f"/core/attachment/{one.id}"
    assert ada.post(f"{address}/delete").status_code == 303
    page = see(ada, url)
    assert "<s>a.pdf</s>" in page
    assert "Deleted by Ada" in page
    assert not files._path(digest).exists()
    assert ada.get(f"{address}/file").status_code == 404
    assert "<iframe" not in see(ada, address)
    assert ada.post(f"{address}/delete").status_code == 422
    told = sa.select(Entry.action, Entry.label).where(Entry.model == "core_attachment")
    assert session.execute(told.order_by(Entry.id)).all() == [
        ("create", "a.pdf"),
        ("change", "a.pdf"),
    ]


def test_only_the_author_or_a_moderator_deletes(session, ada, sign_in, url) -> None:
    attach(ada, url, ("a.pdf", PDF))
    address = f"/core/attachment/{kept(session)[0].id}/delete"
    assert sign_in(READER, name="Bo").post(address).status_code == 422
    assert kept(session)[0].digest
    assert sign_in(READER, "core.attachment.delete", name="Cy").post(address).status_code == 303


def test_the_permission_of_the_record_decides(session, ada, sign_in, url, party, answering) -> None:
    attach(ada, url, ("a.pdf", PDF))
    address = f"/core/attachment/{kept(session)[0].id}"
    stranger, party_id = sign_in(name="Bo"), party.id
    pages = (address, f"{address}/file", f"{address}/view")
    assert [stranger.get(one).status_code for one in pages] == [403] * 3
    assert stranger.post(f"{address}/delete").status_code == 403

    class Wall:
        @hookimpl
        def restrict_rows(self, model, user):
            return Party.id != party_id if model is Party else None

    answering(Wall())
    assert [ada.get(one).status_code for one in pages] == [404] * 3
    assert ada.post(f"{address}/delete").status_code == 404


def test_a_note_of_somebody_else_attaches_nothing(session, ada, sign_in, url) -> None:
    note = html.unescape(NOTE.search(ada.get(url).text).group(1))
    other = sign_in(READER, name="Bo")
    for sent in (note, "nonsense"):
        posted = {"record": sent, "files": (io.BytesIO(PDF), "a.pdf")}
        assert other.post("/core/attachment/create", data=posted).status_code == 400
    assert kept(session) == []


def test_without_a_session_nothing_is_attached_or_seen(client) -> None:
    assert client.post("/core/attachment/create").status_code == 401
    assert client.get("/core/attachment/1").status_code == 303


def test_many_files_take_as_many_statements_as_one(ada, url, queries) -> None:
    attach(ada, url, ("a.pdf", PDF))
    ada.get(url)
    with queries() as one:
        ada.get(url)
    for number in range(10):
        attach(ada, url, (f"{number}.pdf", PDF + b"%" * number + b"x"))
    with queries() as many:
        ada.get(url)
    assert many.value == one.value
