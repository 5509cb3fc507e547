from __future__ import annotations

import csv
import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from plugins.catalog.order import queries as orders
from plugins.catalog.order.models import PurchaseOrder, State
from plugins.catalog.product.models import Product
from plugins.catalog.receipt import services as receipts
from plugins.catalog.receipt.models import Receipt
from plugins.catalog.request.models import Request
from plugins.catalog.restock import services as restock
from plugins.catalog.stock.models import Level
from plugins.catalog.suggestion.listing import SuggestionListing
from plugins.catalog.suggestion.models import Suggestion
from plugins.catalog.warehouse.models import Warehouse
from tests.catalog.conftest import NOW, TODAY

ENGLISH = {"Accept-Language": "en"}
LISTS = [
    ("product", "catalog.product.index"),
    ("stock", "catalog.stock.index"),
    ("stock/moves", "catalog.stock.index"),
    ("suggestion", "catalog.suggestion.index"),
    ("request", "catalog.request.index"),
    ("order", "catalog.order.index"),
    ("order/waiting", "catalog.order.edit"),
    ("receipt", "catalog.receipt.index"),
    ("supply", "catalog.supply.index"),
    ("warehouse", "catalog.warehouse.index"),
]


@pytest.fixture
def suggested(session, by, stocked):
    stocked()
    restock.run(session, by=by, on=TODAY)
    session.commit()
    return session.scalars(select(Suggestion.id)).one()


@pytest.mark.parametrize(("path", "permission"), LISTS)
def test_each_list_opens_for_those_who_may_see_it_only(sign_in, path, permission) -> None:
    url = f"/catalog/{path}" + "/" * ("/" not in path)
    assert sign_in(permission).get(url).status_code == 200
    assert sign_in("core.job.index").get(url).status_code == 403


@pytest.fixture
def agreed(agree, make_product, make_supplier):
    """Two products, each with its supplier and what is agreed with them."""
    pairs = {"A1": (make_product("A1"), make_supplier("GYS1"))}
    pairs["B2"] = (make_product("B2"), make_supplier("GYS2"))
    for pair in pairs.values():
        agree(*pair)
    return pairs


@pytest.fixture
def bought(session, by, buy, agreed, make_warehouse):
    """Two products of two suppliers, each asked for, ordered and received."""
    house = make_warehouse()
    for code, (product, seller) in agreed.items():
        order = session.scalars(orders.order(buy(product, seller, house, 12))).unique().one()
        (line,) = order.lines
        receipts.receive(
            session, order, {line.id: Decimal(12)}, note=f"N-{code}", by=by, on=TODAY, now=NOW
        )
    session.commit()


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("A1", ["A1"]),
        ("gys2", ["B2"]),
        ("保温 供应商", ["A1", "B2"]),
        ("杯 b2 GYS2", ["B2"]),
        ("A1 GYS2", []),
        ("没有", []),
    ],
)
def test_purchases_are_found_by_what_is_bought_of_whom(sign_in, bought, term, found) -> None:
    client = sign_in("*")
    suppliers = {"A1": "供应商 GYS1", "B2": "供应商 GYS2"}
    for path in ("order", "receipt", "request", "supply"):
        page = client.get(f"/catalog/{path}/", query_string={"q": term}, headers=ENGLISH).text
        rows = page.partition('<tbody id="rows">')[2].partition("</tbody>")[0]
        assert [code for code, name in suppliers.items() if name in rows] == found, path


def test_the_list_of_orders_says_how_much_has_come(sign_in, session, by, buy, agreed, bought):
    product, seller = agreed["A1"]
    house = session.scalars(select(Warehouse)).one()
    order = session.scalars(orders.order(buy(product, seller, house, 36))).unique().one()
    came = {order.lines[0].id: Decimal(12)}
    receipts.receive(session, order, came, note="N-3", by=by, on=TODAY, now=NOW)
    buy(product, seller, house, 5)
    session.commit()
    page = sign_in("*").get("/catalog/order/", headers=ENGLISH).text
    rows = page.partition('<tbody id="rows">')[2].partition("</tbody>")[0]
    shares = re.findall(r'data-label="Delivered so far"[^>]*>([^<]*)<', rows)
    assert shares == ["0 %", "33 %", "100 %", "100 %"]


@pytest.mark.parametrize(("path", "of"), [("order", PurchaseOrder), ("receipt", Receipt)])
def test_a_purchase_is_found_by_its_number(sign_in, session, bought, path, of) -> None:
    first, second = session.scalars(select(of.number).order_by(of.number))
    page = sign_in("*").get(f"/catalog/{path}/?q={first[-8:].lower()}").text
    assert first in page
    assert second not in page


def test_a_product_is_entered_found_and_changed(sign_in, session) -> None:
    client = sign_in("*")
    data = {"code": "A1", "title": "保温杯", "price": "19.90", "is_listed": "y", "category": "厨具"}
    answer = client.post("/catalog/product/create", data=data)
    assert answer.status_code == 303
    assert "保温杯" in client.get(answer.location).text
    assert "保温杯" in client.get("/catalog/product/?q=保温").text
    product = session.scalars(select(Product)).one()
    data = {"version_id": product.version_id, "title": "大保温杯", "price": "", "is_listed": "y"}
    assert client.post(f"/catalog/product/{product.id}/edit", data=data).status_code == 303
    session.expire_all()
    assert (product.title, product.price) == ("大保温杯", None)


def test_a_change_on_top_of_somebody_elses_is_refused_and_nothing_typed_is_lost(
    sign_in, session, make_product
) -> None:
    product = make_product()
    session.commit()
    data = {"version_id": 99, "title": "新名字"}
    answer = sign_in("*").post(f"/catalog/product/{product.id}/edit", data=data)
    assert answer.status_code == 409
    assert "新名字" in answer.text


@pytest.mark.parametrize("price", ["abc", "-1"])
def test_a_price_that_is_none_is_refused(sign_in, session, price) -> None:
    data = {"code": "A1", "title": "杯", "price": price}
    answer = sign_in("*").post("/catalog/product/create", data=data)
    assert answer.status_code == 422
    assert f'value="{price}"' in answer.text
    assert session.scalars(select(Product)).all() == []


def test_stock_is_corrected_with_a_reason(sign_in, session, make_product, make_warehouse) -> None:
    house = make_warehouse()
    make_product()
    session.commit()
    client = sign_in("*")
    data = {"product": "A1", "warehouse": house.id, "quantity": "5", "reason": "盘点"}
    assert client.post("/catalog/stock/adjust", data=data).status_code == 303
    assert client.post("/catalog/stock/adjust", data=data | {"reason": ""}).status_code == 422
    answer = client.post("/catalog/stock/adjust", data=data | {"quantity": "-6"}, headers=ENGLISH)
    assert (answer.status_code, "Only 5 of" in answer.text) == (422, True)
    session.expire_all()
    assert session.scalars(select(Level.on_hand)).one() == 5


@pytest.mark.parametrize("quantity", ["1.2345", "1e30", "many", ""])
def test_a_quantity_that_cannot_be_kept_is_refused(
    sign_in, session, make_product, make_warehouse, quantity
) -> None:
    house = make_warehouse()
    make_product()
    session.commit()
    data = {"product": "A1", "warehouse": house.id, "quantity": quantity, "reason": "x"}
    assert sign_in("*").post("/catalog/stock/adjust", data=data).status_code == 422


def test_a_suggestion_becomes_goods_in_stock(sign_in, session, suggested) -> None:
    clerk = sign_in("*")
    url = f"/catalog/suggestion/{suggested}"
    assert "How the quantity comes about" in clerk.get(url, headers=ENGLISH).text
    assert clerk.post(f"{url}/accept", data={"quantity": "40"}).status_code == 303
    request = session.scalars(select(Request)).one()
    asked = clerk.get(f"/catalog/request/{request.id}").text
    approval = re.search(r"/core/approval/(\d+)", asked)[1]
    chief = sign_in("catalog.request.approve", "catalog.request.index")
    assert chief.post(f"/core/approval/{approval}/approve").status_code == 303
    plan = {"action": "catalog.order.place", "key": request.id, "back": "/catalog/order/waiting"}
    assert request.number in clerk.get("/catalog/order/waiting").text
    clerk.post("/core/bulk_run/run", data=plan)
    order = session.scalars(select(PurchaseOrder)).one()
    assert clerk.post(f"/catalog/order/{order.id}/send", data={}).status_code == 303
    page = clerk.get(f"/catalog/receipt/create/{order.id}").text
    name = re.search(r'name="(quantity_\d+)"', page)[1]
    answer = clerk.post(f"/catalog/receipt/create/{order.id}", data={name: "40"})
    assert answer.status_code == 303
    session.expire_all()
    assert session.scalars(select(Level.on_hand)).one() == 71
    receipt = session.scalars(select(Receipt)).one()
    assert receipt.number in clerk.get(answer.location).text


def test_a_suggestion_is_put_off_or_dismissed(sign_in, session, suggested) -> None:
    client, url = sign_in("*"), f"/catalog/suggestion/{suggested}"
    assert client.post(f"{url}/snooze", data={"decide_on": "2030-01-01"}).status_code == 303
    refused = client.post(f"{url}/dismiss", data={"until": "2030-01-01", "reason": ""})
    assert refused.status_code == 422
    data = {"until": "2030-01-01", "reason": "停产"}
    assert client.post(f"{url}/dismiss", data=data).status_code == 303
    assert "停产" in client.get(url).text


def test_the_computed_and_the_accepted_quantity_are_told_side_by_side(
    sign_in, session, suggested
) -> None:
    client, url = sign_in("*"), f"/catalog/suggestion/{suggested}"
    assert client.post(f"{url}/accept", data={"quantity": "40"}).status_code == 303
    page = client.get(url, headers=ENGLISH).text
    assert "that is 36." in page
    assert "40 were accepted instead of the 36 that were computed." in page
    assert "Quantity accepted" in page.partition("History")[2]
    rows = client.get("/catalog/suggestion/?format=csv", headers=ENGLISH).text.splitlines()
    row = dict(zip(*csv.reader([rows[0].lstrip("\ufeff"), rows[1]]), strict=True))
    assert (row["Quantity"], row["Quantity accepted"]) == ("36", "40")
    (told,) = SuggestionListing().records({}, 1)["items"]  # what programs are given
    assert (told["quantity"], told["accepted_quantity"]) == (36, 40)


def test_who_decides_what_is_decided_already_is_told_so(sign_in, suggested) -> None:
    client, url = sign_in("*"), f"/catalog/suggestion/{suggested}"
    assert client.post(f"{url}/accept", data={"quantity": "40"}).status_code == 303
    again = client.post(f"{url}/accept", data={"quantity": "40"}, headers=ENGLISH)
    assert again.status_code == 422
    assert "is in the state “Accepted”, which does not allow that." in again.text


def test_the_form_of_a_receipt_leads_to_an_order_of_which_all_has_come(
    sign_in, session, buy, make_product, make_supplier, make_warehouse
) -> None:
    key = buy(make_product(), make_supplier(), make_warehouse(), 5)
    session.get_one(PurchaseOrder, key).state = State.RECEIVED
    session.commit()
    answer = sign_in("*").get(f"/catalog/receipt/create/{key}")
    assert answer.location == f"/catalog/order/{key}"


@pytest.mark.parametrize("verb", ["accept", "dismiss", "snooze"])
def test_who_may_only_look_decides_nothing(sign_in, session, suggested, verb) -> None:
    client = sign_in("catalog.suggestion.index")
    assert client.post(f"/catalog/suggestion/{suggested}/{verb}").status_code == 403
    assert 'name="quantity"' not in client.get(f"/catalog/suggestion/{suggested}").text


def test_the_first_page_tells_what_to_restock(sign_in, suggested) -> None:
    assert "To restock" in sign_in("*").get("/", headers=ENGLISH).text


def test_the_page_of_a_product_shows_stock_suppliers_and_moves(sign_in, session, suggested) -> None:
    product = session.scalars(select(Product.id)).one()
    page = sign_in("*").get(f"/catalog/product/{product}", headers=ENGLISH).text
    assert "Usual" not in page
    for text in ("供应商 GYS1", "仓库 HZ1", "Restock suggestion", "Sale"):
        assert text in page


def test_only_one_warehouse_ships_the_orders(sign_in, session, make_warehouse) -> None:
    first, second = make_warehouse("A"), make_warehouse("B")
    session.commit()
    client = sign_in("*")
    keep = {"version_id": first.version_id, "name": "A", "is_active": "y"}
    assert client.post(f"/catalog/warehouse/{first.id}", data=keep).status_code == 422
    data = {"version_id": second.version_id, "name": "B", "ships": "y", "is_active": "y"}
    assert client.post(f"/catalog/warehouse/{second.id}", data=data).status_code == 303
    session.expire_all()
    assert (first.ships, second.ships) == (False, True)


def test_quantities_and_prices_are_read_as_people_type_them_in_chinese(
    sign_in, session, make_product, make_supplier, make_warehouse
) -> None:
    house = make_warehouse()
    make_product()
    make_supplier()
    session.commit()
    typed = {"product": "A1", "supplier": "GYS1", "warehouse": house.id, "reason": "补货"}
    data = typed | {"quantity": "１，０００．５", "price": "￥１２．５０"}
    clerk = sign_in("*")
    assert clerk.post("/catalog/request/create", data=data).status_code == 303
    request = session.scalars(select(Request)).one()
    assert (request.quantity, request.price) == (Decimal("1000.5"), Decimal("12.50"))
    huge = typed | {"quantity": "999999999", "price": "999999999999999"}
    refused = clerk.post("/catalog/request/create", data=huge, headers=ENGLISH)
    assert refused.status_code == 422
    assert "is too large to be kept" in refused.text


@pytest.mark.parametrize("path", ["stock/", "stock/moves"])
def test_stock_and_moves_are_those_of_a_warehouse(
    sign_in, session, make_product, make_warehouse, move, path
) -> None:
    houses = [make_warehouse("HZ1"), make_warehouse("GZ1")]
    for code, house in zip(("A1", "B2"), houses, strict=True):
        move(make_product(code), house, 5)
    houses[1].is_active = False  # what lies there is still looked for
    session.commit()
    client = sign_in("catalog.stock.index")
    page = client.get(f"/catalog/{path}?warehouse={houses[1].id}").text
    assert ("保温杯 A1" in page, "保温杯 B2" in page) == (False, True)
    assert f'<option value="{houses[1].id}" selected>仓库 GZ1</option>' in page
