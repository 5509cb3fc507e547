"""Nobody sees rows of stores that they are not limited to: users × stores × ways."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from core import clock
from core.api_token import services as tokens
from core.approval import services as approval
from core.testing import make_user, open_session
from plugins.orders.refund.services import APPROVAL
from plugins.orders.restriction import queries as restriction
from plugins.orders.store_limit import services
from tests.orders.conftest import NOW
from tests.orders.store_limit.conftest import LIMITS, STORES

ENGLISH = {"Accept-Language": "en"}
LISTS = ("order", "refund", "exchange", "shipment")
WAYS = {
    **{name: f"/orders/{name}/" for name in LISTS},
    **{f"{name} as a file": f"/orders/{name}/?format=csv" for name in LISTS},
    "stores": "/orders/channel/",
    "a search in the list": "/orders/order/?q=MARK",
    "the search of everything": "/core/find/?q=MARK",
    "approvals": "/core/approval/everything",
    "the trail": "/core/history/?q=SF",
    "the choice of a store for a sale": "/orders/sale/create",
}
API = ("order", "refund", "shipment")


def expected(name: str) -> set[str]:
    return set(LIMITS[name] or STORES)


@pytest.mark.parametrize("name", LIMITS)
def test_every_way_shows_the_stores_of_the_reader_and_all_of_them(stores, reader, name) -> None:
    client = reader(name)
    for way, url in WAYS.items():
        answer = client.get(url, headers=ENGLISH)
        assert answer.status_code == 200, way
        text = answer.text.replace('value="MARK"', "")
        assert stores.seen(text) == expected(name), way
    book = client.get("/orders/order/?format=xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert stores.seen(str(rows)) == expected(name)


def test_what_was_kept_of_a_page_for_one_reader_is_not_shown_to_another(stores, reader) -> None:
    clients = {name: reader(name) for name in LIMITS}
    for name in (*LIMITS, *reversed(LIMITS)):
        for slice_ in LISTS:
            text = clients[name].get(f"/orders/{slice_}/", headers=ENGLISH).text
            assert stores.seen(text) == expected(name), (name, slice_)


def test_a_change_counts_from_the_next_page_on(stores, reader) -> None:
    client = reader("free")
    for codes in (STORES, ("CX",), ("AX", "CX"), ()):
        stores.limit(client.user, *codes)
        text = client.get("/orders/order/", headers=ENGLISH).text
        assert stores.seen(text) == set(codes or STORES)


@pytest.mark.parametrize("name", LIMITS)
def test_pages_of_single_records_are_there_for_the_stores_of_the_reader(
    stores, reader, name
) -> None:
    client = reader(name)
    for code in STORES:
        its = stores.records[code]
        pages = [
            f"/orders/order/{its['order_id']}",
            f"/orders/refund/{its['refund_id']}",
            f"/orders/exchange/{its['exchange_id']}",
            f"/orders/channel/store/{its['store_id']}",
        ]
        status = 200 if code in expected(name) else 404
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(
            pages, status
        )
        if status == 404:
            assert client.post(f"/orders/refund/{its['refund_id']}/approve").status_code == 404


@pytest.mark.parametrize("name", LIMITS)
def test_programs_get_no_more_than_their_user(app, session, stores, reader, name) -> None:
    user = reader(name).user
    scopes = {"orders.order.index", "orders.refund.index"}
    facts = {"name": "t", "days": 1, "by": user, "now": clock.now()}
    _token, secret = tokens.issue(session, scopes=scopes, **facts)
    session.commit()
    client, headers = app.test_client(), {"Authorization": f"Bearer {secret}"}
    for slice_ in API:
        told = client.get(f"/api/v1/orders/{slice_}/", headers=headers)
        assert told.status_code == 200
        assert stores.seen(told.text) == expected(name), slice_
    for code in STORES:
        path = f"/api/v1/orders/order/{stores.records[code]['order_id']}"
        status = 200 if code in expected(name) else 404
        assert client.get(path, headers=headers).status_code == status


@pytest.mark.parametrize("name", ["one", "two"])
def test_no_page_of_any_plugin_tells_of_other_stores(app, stores, reader, name) -> None:
    client, hidden = reader(name), set(STORES) - expected(name)
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    plain = [rule.rule for rule in rules if not rule.arguments]
    assert len(plain) > 100
    for url in (*plain, *(f"{url}?format=csv" for url in plain if url.endswith("/"))):
        answer = client.get(url, headers=ENGLISH)
        assert answer.status_code < 500, url
        assert not stores.seen(answer.text) & hidden, url
    ours = [rule for rule in rules if rule.endpoint.startswith("orders.") and rule.arguments]
    for rule in ours:
        for code in hidden:
            its = stores.records[code]
            if rule.arguments <= its.keys():
                _domain, url = rule.build({key: its[key] for key in rule.arguments}, False)
                assert client.get(url).status_code in {302, 303, 404}, url


def test_the_page_of_a_buyer_tells_only_of_those_stores(stores, reader) -> None:
    buyer = stores.orders["AX"].buyer_id
    assert {stores.orders[code].buyer_id for code in STORES} == {buyer}
    for name in LIMITS:
        text = reader(name).get(f"/core/party/{buyer}?tab=timeline", headers=ENGLISH).text
        assert stores.seen(text) == expected(name)


def test_what_service_reads_of_orders_is_of_those_stores(stores, reader) -> None:
    buyer = stores.orders["AX"].buyer_id
    for name in LIMITS:
        client = reader(name)
        pages = [f"/service/customer/{buyer}", f"/service/case/create?customer={buyer}"]
        for page in pages:
            answer = client.get(page, headers=ENGLISH)
            assert answer.status_code == 200
            assert stores.seen(answer.text) == expected(name), page
        for code in STORES:
            page = f"/service/case/create?order={stores.records[code]['order_id']}"
            told = stores.seen(client.get(page, headers=ENGLISH).text)
            assert told == {code} & expected(name)


def test_figures_add_up_only_those_stores(reader, stores) -> None:
    for name, total in {"free": "270.00", "one": "90.00", "two": "180.00"}.items():
        answer = reader(name).get(f"/orders/daily/?on={NOW:%Y-%m-%d}", headers=ENGLISH)
        assert answer.status_code == 200
        assert total in answer.text, name


def test_administrators_see_all_whatever_they_were_limited_to(
    app, session, stores, permissions
) -> None:
    user = make_user(session, *permissions, name="Eve")
    stores.limit(user, "AX")
    role = stores.person(stores.root).memberships[0].role
    stores.person(user).memberships[0].role = role
    session.commit()
    client = app.test_client()
    open_session(client, session, user)
    assert stores.seen(client.get("/orders/order/", headers=ENGLISH).text) == set(STORES)


def test_a_limit_that_cannot_be_read_shows_nothing(stores, reader, monkeypatch) -> None:
    client = reader("free")

    def broken(session, user):
        raise ZeroDivisionError

    monkeypatch.setattr(services, "stores_of", broken)
    answer = client.get("/orders/order/", headers=ENGLISH)
    assert (answer.status_code, stores.seen(answer.text)) == (200, set())
    assert client.get(f"/orders/order/{stores.records['AX']['order_id']}").status_code == 404
    assert client.get("/core/party/").status_code == 200


def test_every_table_that_leads_to_a_store_is_restricted() -> None:
    """A new model that refers to what is restricted has to be restricted too."""
    tables = {model.__table__.name for model in restriction.RESTRICTED}
    metadata = restriction.STORES.metadata
    leading = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if table.name.startswith("orders_") and key.column.table.name in tables
    }
    assert leading <= tables
    assert len(leading) > 15


@pytest.mark.parametrize("name", ["free", "one"])
@pytest.mark.parametrize("slice_", LISTS)
def test_lists_ask_as_often_for_many_rows_as_for_few(
    stores, reader, queries, shop, slice_, name
) -> None:
    client, counts = reader(name), []
    for round_ in range(2):
        with queries() as count:
            assert client.get(f"/orders/{slice_}/").status_code == 200
        counts.append(count.value)
        for number in range(5):
            order = shop.sell(f"More-{round_}-{number}", store="AX")
            shop.ask(order, ("1", "1.00", "0"))
        shop.session.commit()
    assert counts[0] == counts[1]


def test_nobody_is_shown_what_was_told_of_another_store(app, session, stores, shop) -> None:
    signer = make_user(session, "orders.refund.index", "orders.refund.approve", name="Sig")
    stores.limit(signer, "AX")
    numbers = stores.ask_in("AX", "BX")
    session.commit()
    client = app.test_client()
    open_session(client, session, signer)
    for page in ("/core/notification/", "/core/notification/everything", "/core/approval/"):
        text = client.get(page, headers=ENGLISH).text
        assert [code for code, number in numbers.items() if number in text] == ["AX"], page
    stores.limit(signer)
    text = client.get("/core/notification/", headers=ENGLISH).text
    assert all(number in text for number in numbers.values())


def test_nobody_signs_for_a_refund_of_another_store(app, session, stores) -> None:
    signer = make_user(session, "orders.refund.index", "orders.refund.approve", name="Sig")
    stores.limit(signer, "AX")
    client = app.test_client()
    open_session(client, session, signer)
    for code, status in {"AX": 303, "BX": 404}.items():
        refund = session.get(restriction.Refund, stores.records[code]["refund_id"])
        asked = approval.latest(session, APPROVAL, refund).id
        session.commit()
        assert client.get(f"/core/approval/{asked}").status_code == (404 if status == 404 else 200)
        assert client.post(f"/core/approval/{asked}/approve").status_code == status
