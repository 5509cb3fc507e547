"""What hangs on a record of a store, or tells of it, is seen by those who see the store."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from core import clock
from core.attachment.models import Attachment
from core.channel import services as channels
from core.channel.models import Kind, Message
from core.comment.models import Comment
from core.history.models import Entry
from core.import_run.models import ImportRow, ImportRun
from core.jobs import run_pending
from core.notification.models import Notification
from core.testing import make_user, open_session
from plugins.orders.ledger.models import Order
from tests.orders.conftest import USUAL, row
from tests.orders.store_limit.conftest import LIMITS, STORES

ENGLISH = {"Accept-Language": "en"}
SUBJECT = re.compile(r'name="subject"[^>]* value="([^"]+)"')
RECORD = re.compile(r'name="record"[^>]* value="([^"]+)"')


def expected(name: str) -> set[str]:
    return set(LIMITS[name] or STORES)


def note_of(client, url, pattern=SUBJECT) -> str:
    return pattern.search(client.get(url).text).group(1)


def say(client, note, body) -> int:
    posted = {"subject": note, "body": body}
    return client.post("/core/comment/create", data=posted, headers=ENGLISH).status_code


def attach(client, note, content) -> int:
    data = {"record": note, "files": (io.BytesIO(content), f"{content.decode()}.txt")}
    return client.post("/core/attachment/create", data=data, headers=ENGLISH).status_code


@pytest.fixture
def pages(stores):
    return {code: f"/orders/order/{its['order_id']}" for code, its in stores.records.items()}


@pytest.fixture
def talk(stores, reader, pages, session):
    """On every order there is a comment and a file; return their keys by store."""
    client = reader("free")
    keys = {}
    for code, url in pages.items():
        assert say(client, note_of(client, url), f"MARK{code} is late") == 303
        assert attach(client, note_of(client, url, RECORD), f"MARK{code}".encode()) == 303
        keys[code] = tuple(
            session.scalar(sa.select(sa.func.max(one.id))) for one in (Comment, Attachment)
        )
    return keys


@pytest.mark.parametrize("name", LIMITS)
def test_comments_and_files_are_those_of_the_stores_of_the_reader(
    stores, reader, talk, name
) -> None:
    client = reader(name)
    for code, (comment, attachment) in talk.items():
        sees = code in expected(name)
        assert client.get(f"/core/comment/{comment}").status_code == (303 if sees else 404)
        for page in ("", "/file"):
            answer = client.get(f"/core/attachment/{attachment}{page}")
            assert answer.status_code == (200 if sees else 404)
        if not sees:
            for way in ("comment", "attachment"):
                key = comment if way == "comment" else attachment
                assert client.post(f"/core/{way}/{key}/delete").status_code == 404


@pytest.mark.parametrize("name", LIMITS)
def test_the_trail_tells_of_comments_files_and_approvals_of_those_stores(
    session, stores, reader, talk, name
) -> None:
    client = reader(name)
    kinds = ("core_comment", "core_attachment", "core_approval", "orders_refund")
    for kind in kinds:
        assert session.scalar(sa.select(Entry.id).where(Entry.model == kind).limit(1))
        for form in ("", "&format=csv"):
            text = client.get(f"/core/history/?model={kind}{form}", headers=ENGLISH).text
            assert stores.seen(text) == expected(name), (kind, form)


def test_who_is_limited_meanwhile_speaks_of_no_order_of_another_store(
    stores, reader, pages, session
) -> None:
    client = reader("free")
    notes = {code: note_of(client, url) for code, url in pages.items()}
    records = {code: note_of(client, url, RECORD) for code, url in pages.items()}
    stores.limit(client.user, "AX")
    for code in STORES:
        status = 303 if code == "AX" else 404
        assert say(client, notes[code], "Hello") == status
        assert attach(client, records[code], b"Hello") == status
    assert len(session.scalars(sa.select(Comment)).all()) == 1


@pytest.fixture
def bea(session, permissions):
    return make_user(session, *permissions, name="Bea")


def inbox(app, session, user) -> str:
    client = app.test_client()
    open_session(client, session, user)
    return client.get("/core/notification/everything", headers=ENGLISH).text


def test_who_does_not_see_an_order_is_not_told_that_a_colleague_mentions_them(
    app, session, stores, reader, pages, bea
) -> None:
    stores.limit(bea, "AX")
    client = reader("free")
    for url in pages.values():
        assert say(client, note_of(client, url), "@Bea, look") == 303
    page = client.get("/core/comment/2", follow_redirects=True, headers=ENGLISH).text
    assert "Bea may not open this page and was not told." in page
    told = session.scalars(sa.select(Notification.user_id).where(Notification.user_id == bea.id))
    assert len(told.all()) == 1
    assert stores.seen(inbox(app, session, bea)) == {"AX"}


def test_what_was_told_before_a_limit_is_not_shown_after_it(
    app, session, stores, reader, pages, bea
) -> None:
    client = reader("free")
    for url in pages.values():
        say(client, note_of(client, url), "@Bea, look")
    assert stores.seen(inbox(app, session, bea)) == set(STORES)
    stores.limit(bea, "BX")
    page = inbox(app, session, bea)
    assert stores.seen(page) == {"BX"}
    assert page.count("Comment: @Bea, look") == 1
    hidden = session.scalars(sa.select(Notification).where(Notification.user_id == bea.id)).first()
    reader_ = app.test_client()
    open_session(reader_, session, bea)
    assert reader_.get(f"/core/notification/{hidden.id}").status_code == 404


def test_no_message_leaves_the_house_for_an_approver_who_does_not_see_the_store(
    app, session, stores, shop
) -> None:
    signer = make_user(session, "orders.refund.index", "orders.refund.approve", name="Sig")
    robot = "https://open.feishu.cn/open-apis/bot/v2/hook/693axxx6-7aoc-4bc4-97a0"
    facts = {"kind": Kind.FEISHU, "name": "R", "address": robot, "secret": "", "language": "en"}
    rest = {"quiet": (None, None), "digest": None, "settings": app.extensions["bumen.settings"]}
    channels.add(session, user=signer, **facts, **rest)
    stores.limit(signer, "AX")
    numbers = stores.ask_in("AX", "BX")
    session.commit()
    client = app.test_client()
    open_session(client, session, signer)
    log = client.get("/core/channel/", headers=ENGLISH).text
    assert [code for code, number in numbers.items() if number in log] == ["AX"]
    channels.withdraw_hidden(session, now=clock.now() + timedelta(minutes=1))
    (told,) = session.scalars(sa.select(Message))
    assert numbers["AX"] in told.label


def upload(client, *rows, profile="orders/generic"):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(USUAL))
    writer.writeheader()
    writer.writerows(rows)
    return client.post(
        "/core/import_run/create",
        data={"profile": profile, "files": [(io.BytesIO(text.getvalue().encode()), "o.csv")]},
        content_type="multipart/form-data",
    )


def test_a_file_is_taken_row_by_row_as_far_as_the_stores_of_whoever_imports_it(
    app, session, stores, reader
) -> None:
    client, rows = reader("one"), []
    for store, number in (("AX", "F1"), ("BX", "F2"), ("NEW", "F3")):
        told = {"店铺编码": store, "订单编号": number, "买家编码": f"K{number}"}
        rows += [row(**told, 行号="1"), row(**told, 行号="2")]
    page = upload(client, *rows).location
    run_pending(app)
    assert client.post(f"{page}/run").status_code == 303
    run_pending(app)
    number = sa.select(Order.number).where(Order.number.startswith("F"))
    assert session.scalars(number).all() == ["F1"]
    refused = client.get(f"{page}/refused", headers=ENGLISH).text
    for store in ("BX", "NEW"):
        assert f"You are limited to some stores, and {store} is none of them." in refused
    assert "Store BX" not in refused
    assert not session.scalar(sa.text("SELECT id FROM orders_channel_store WHERE code = 'NEW'"))
    parties = sa.text("SELECT code FROM core_party WHERE code LIKE 'KF%'")
    assert session.scalars(parties).all() == ["KF1"]


def test_whoever_starts_the_import_counts_and_not_who_uploaded_the_file(
    app, session, stores, reader
) -> None:
    client = reader("free")
    page = upload(client, row(店铺编码="BX", 订单编号="F2")).location
    run_pending(app)
    stores.limit(client.user, "AX")
    client.post(f"{page}/run")
    run_pending(app)
    assert session.scalar(sa.select(Order.id).where(Order.number == "F2")) is None
    (refused,) = session.scalars(sa.select(ImportRow.reason))
    assert "BX" in refused


@pytest.mark.parametrize("name", LIMITS)
def test_what_others_imported_is_for_those_who_see_all_stores(
    app, session, stores, reader, permissions, name
) -> None:
    other = app.test_client()
    open_session(other, session, make_user(session, *permissions, name="Bea"))
    theirs = upload(other, row(店铺编码="BX", 订单编号="MARKBX-9", 行号="?")).location
    run_pending(app)
    client = reader(name)
    mine = upload(client, row(店铺编码="AX", 订单编号="F1")).location
    run_pending(app)
    sees_all = LIMITS[name] is None
    status = 200 if sees_all else 404
    for page in ("", "?format=csv", "/refused", "/corrections"):
        assert client.get(f"{theirs}{page}").status_code == status, page
        assert client.get(f"{mine}{page}").status_code == 200, page
    assert client.post(f"{theirs}/run").status_code == (303 if sees_all else 404)
    listed = client.get("/core/import_run/", headers=ENGLISH).text
    assert (theirs in listed, mine in listed) == (sees_all, True)
    assert session.scalar(sa.select(sa.func.count(ImportRun.id))) == 2


def test_the_trail_names_the_files_that_others_imported_to_those_who_see_all_stores(
    app, session, reader, permissions
) -> None:
    other = app.test_client()
    open_session(other, session, make_user(session, *permissions, name="Bea"))
    page = upload(other, row(店铺编码="BX", 订单编号="F2")).location
    run_pending(app)
    assert other.post(f"{page}/run").status_code == 303
    run_pending(app)
    told = {name: reader(name).get("/core/history/?model=import").text for name in ("free", "one")}
    assert {name: "orders 1 generic" in text for name, text in told.items()} == {
        "free": True,
        "one": False,
    }


def test_a_view_that_was_saved_before_a_limit_shows_nothing_of_other_stores(stores, reader) -> None:
    client = reader("free")
    store, saved = stores.records["AX"]["store_id"], []
    for args in ("q=MARK", f"store={store}"):
        of = f"/core/saved_view/?{urlencode({'of': f'/orders/order/?{args}'})}"
        saved.append(client.post(of, data={"title": args}).location)
    stores.limit(client.user, "BX")
    text, other = (client.get(one, headers=ENGLISH).text for one in saved)
    assert stores.seen(other) <= {"BX"}
    assert stores.seen(text.replace('value="MARK"', "")) == {"BX"}
