"""What orders tells others, and where others may add to it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import false, select
from wtforms import StringField
from wtforms.validators import InputRequired

from core.errors import BusinessError
from core.extending import ExtraColumn, FormPart, Panel
from core.forms import SubForm
from core.hooks import hookimpl
from core.party.models import Party
from plugins.orders.channel.models import Channel
from plugins.orders.ledger.models import Order
from tests.orders.conftest import row

ENGLISH = {"Accept-Language": "en"}
CHANNEL = {"code": "dy", "name": "抖音", "kind": "b2c"}


class MemoForm(SubForm):
    memo = StringField("Memo", [InputRequired()])


class Memo:
    """Adds a memo to channels, orders and their list."""

    may = "orders.order.index"

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    @hookimpl
    def extend_form(self, target):
        if target != "orders.channel":
            return None
        may = "orders.channel.edit"
        return FormPart("memo", "Memo", MemoForm, may, self.load, self.save)

    def load(self, session, channel):
        return {"memo": self.kept[channel.code]}

    def save(self, session, channel, values, by):
        if values["memo"] == "bad":
            raise BusinessError("A bad memo.", field="memo")
        self.kept[channel.code] = values["memo"]

    @hookimpl
    def extend_listing(self, target):
        told = ExtraColumn("memo", "Memo", self.may, self.memos)
        return [told] if target == "orders.order" else []

    def memos(self, session, ids):
        return dict.fromkeys(ids, "memorable")

    @hookimpl
    def extend_page(self, target, record):
        panel = Panel("Memo", "core/party/timeline.html", self.may, self.nothing)
        return [panel] if target == "orders.order" and isinstance(record, Order) else []

    def nothing(self, session, record):
        return {"entries": []}


@pytest.fixture
def manager(sign_in):
    return sign_in("orders.channel.index", "orders.channel.edit", name="Meng")


def test_a_plugin_adds_fields_to_a_channel(manager, session, answering) -> None:
    memo = Memo()
    answering(memo)
    url = "/orders/channel/create"
    assert manager.post(url, data=CHANNEL | {"part-memo-memo": "new"}).status_code == 303
    channel = session.scalars(select(Channel)).one()
    edit = f"/orders/channel/{channel.id}"
    assert 'name="part-memo-memo" ' in manager.get(edit).text
    assert 'value="new"' in manager.get(edit).text
    data = {"version_id": str(channel.version_id), "name": "Other", "kind": "b2c"}
    refused = manager.post(edit, data=data | {"part-memo-memo": "bad"}, headers=ENGLISH)
    assert (refused.status_code, "A bad memo." in refused.text) == (422, True)
    session.refresh(channel)
    assert channel.name == "抖音"
    assert manager.post(edit, data=data | {"part-memo-memo": "ok"}).status_code == 303
    session.refresh(channel)
    assert (channel.name, memo.kept) == ("Other", {"dy": "ok"})


def test_a_refused_part_opens_no_channel(manager, session, answering) -> None:
    answering(Memo())
    data = CHANNEL | {"part-memo-memo": "bad"}
    assert manager.post("/orders/channel/create", data=data).status_code == 422
    assert session.scalars(select(Channel)).all() == []


def test_a_plugin_adds_to_the_list_and_the_page_of_orders(sign_in, order, answering) -> None:
    answering(Memo())
    clerk = sign_in("orders.order.index")
    assert "memorable" in clerk.get("/orders/order/", headers=ENGLISH).text
    assert "memorable" in clerk.get("/orders/order/?format=csv", headers=ENGLISH).text
    page = clerk.get(f"/orders/order/{order.id}", headers=ENGLISH).text
    assert '<h2 class="card-title">Memo</h2>' in page


def test_the_orders_of_a_buyer_are_told_on_the_page_of_the_party(
    sign_in, session, order, take
) -> None:
    assert order.buyer_id is not None
    url = f"/core/party/{order.buyer_id}?tab=timeline"
    page = sign_in("core.party.index", "orders.order.index").get(url, headers=ENGLISH).text
    assert re.search(rf'href="/orders/order/{order.id}">Order {order.number}<', page)
    silent = sign_in("core.party.index").get(url, headers=ENGLISH).text
    assert f"Order {order.number}" not in silent
    supplier = session.scalars(select(Party.id).where(Party.is_supplier)).first()
    other = sign_in("*").get(f"/core/party/{supplier}?tab=timeline", headers=ENGLISH).text
    assert f"Order {order.number}" not in other


def test_orders_and_products_are_found_by_who_may_see_them(sign_in, order, take) -> None:
    take(row(**{"订单编号": "Z9"}))
    clerk = sign_in("orders.order.index", "orders.product.index")
    page = clerk.get(f"/core/find/?q={order.number}", headers=ENGLISH).text
    assert f'href="/orders/order/{order.id}">{order.number}<' in page
    assert ">Z9<" not in page
    page = clerk.get("/core/find/?q=保温杯", headers=ENGLISH).text
    assert re.search('href="/orders/product/[^"]*">[^<]+</a> <span[^>]*>不锈钢保温杯<', page)
    silent = sign_in("core.party.index").get(f"/core/find/?q={order.number}", headers=ENGLISH)
    assert "/orders/order/" not in silent.text


class Hidden:
    """Hides the rows of some models from everybody."""

    def __init__(self, *models) -> None:
        self.models = models

    @hookimpl
    def restrict_rows(self, model):
        return false() if model in self.models or not self.models else None


@pytest.mark.parametrize("models", [(), (Party,), (Channel, Order)], ids=len)
def test_no_page_fails_when_rows_are_hidden(app, sign_in, order, answering, models) -> None:
    answering(Hidden(*models))
    known = [name for one in app.extensions["bumen.manifests"] for name in one.permissions]
    client = sign_in(*known)
    pages = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in {"core", "orders", "finance", "home"}
        and "GET" in rule.methods
        and not rule.arguments
    ]
    assert len(pages) > 20
    pages += [f"/orders/order/{order.id}", f"/core/party/{order.buyer_id}"]
    answers = {page: client.get(page).status_code for page in pages}
    assert {page: code for page, code in answers.items() if code not in {200, 303, 404}} == {}
