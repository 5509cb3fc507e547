"""Buying and looking after equipment, for programs: the same steps and refusals as on the pages."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from core import clock
from core.api_token import services as tokens
from core.company import today
from core.testing import make_user
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.receipt.models import Check
from plugins.it_assets.request.models import Request

INDEX = ("request.index", "purchase.index", "receipt.index", "maintenance.index")
CHANGING = (
    *("request/", "request/1/ask"),
    *("purchase/quote/1", "purchase/create/1", "purchase/1/close"),
    *("receipt/create/1", "receipt/1/accept", "receipt/1/refuse"),
    *("maintenance/", *(f"maintenance/1/{verb}" for verb in ("start", "finish", "cancel"))),
    "maintenance/1/capitalise",
)
WISH = {"quantity": 2, "price": "6000", "reason": "出差"}


@pytest.fixture
def program(app, session):
    """A program of a user who may do exactly this: (method, path, body) → (status, answer)."""

    def made(*permissions, name="Robot"):
        rights = {f"it_assets.{one}" for one in permissions}
        user = make_user(session, *rights, name=name)
        _token, secret = tokens.issue(
            session, name="t", scopes=rights, days=1, by=user, now=clock.now()
        )
        session.commit()
        headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}

        def ask(method, path, body=None, **more):
            url, client = f"/api/v1/it_assets/{path}", app.test_client()
            answer = client.open(url, method=method, json=body, headers=headers | more)
            return answer.status_code, answer.get_json()

        ask.user = user
        return ask

    return made


@pytest.fixture
def asker(program):
    return program(*INDEX, "request.create", "receipt.accept", name="Meng")


@pytest.fixture
def buyer(program):
    return program(*INDEX, "purchase.edit", "receipt.create", name="Zhou")


@pytest.fixture
def approved(session, asker, approve, make_model):
    """The id of an approved request of the asker for two laptops."""
    model = make_model("X1 Carbon").id
    session.commit()
    key = asker("POST", "request/", WISH | {"model_id": model})[1]["id"]
    approve(session.get_one(Request, key))
    session.commit()
    return key


@pytest.fixture
def ordered(session, approved, buyer, make_vendor):
    """What was ordered for it, at the cheaper of two offers."""
    make_vendor("V1"), make_vendor("V2")
    session.commit()
    for vendor, price in (("V1", "5900"), ("V2", "5800")):
        offer = {"vendor": vendor, "price": price}
        assert buyer("POST", f"purchase/quote/{approved}", offer)[1]["vendor"] == vendor
    cheapest = buyer("GET", f"purchase/quote/{approved}")[1]["items"][0]["id"]
    return buyer("POST", f"purchase/create/{approved}", {"quote": cheapest})[1]


@pytest.fixture
def delivery(session, ordered, make_place):
    """What a program tells of both pieces that were ordered."""
    place = make_place().id
    session.commit()
    model = session.scalars(select(Request.model_id)).one()
    return {"quantity": 2, "model_id": model, "place_id": place, "serials": ["S1", "S2"]}


def named(told):
    return [one["pointer"] for one in told["errors"]]


def test_equipment_is_asked_for_ordered_received_in_parts_and_accepted(
    session, asker, buyer, ordered, delivery
) -> None:
    assert (ordered["state"], ordered["vendor"], ordered["quantity"]) == ("ordered", "V2", 2)
    assert Decimal(ordered["total"]) == 11_600
    page = f"receipt/create/{ordered['id']}"
    status, receipt = buyer("POST", page, delivery | {"quantity": 1, "serials": ["S1"]})
    assert (status, receipt["state"], receipt["units"][0]["serial"]) == (201, "waiting", "S1")
    checks = {"checks": [one.value for one in Check]}
    told = asker("POST", f"receipt/{receipt['id']}/accept", checks)[1]
    assert (told["state"], all(told["checks"].values())) == ("accepted", True)

    again = buyer("POST", page, delivery | {"quantity": 1, "serials": ["S2"]})[1]
    wrong = {"checks": ["undamaged"], "reason": "型号不对"}
    assert asker("POST", f"receipt/{again['id']}/refuse", wrong)[1]["state"] == "refused"
    purchase = buyer("GET", f"purchase/{ordered['id']}")[1]
    assert (purchase["received"], purchase["accepted"], purchase["state"]) == (1, 1, "ordered")
    assert buyer("POST", f"purchase/{ordered['id']}/close")[1]["state"] == "short"
    assert asker("GET", f"request/{purchase['request_id']}")[1]["state"] == "fulfilled"
    listed = {path: asker("GET", f"{path}/")[1]["items"] for path in ("request", "receipt")}
    assert [len(listed["request"]), len(listed["receipt"])] == [1, 2]


def test_whoever_asked_neither_takes_in_nor_lets_others_accept(
    program, buyer, approved, ordered, delivery, session
) -> None:
    receipt = buyer("POST", f"receipt/create/{ordered['id']}", delivery)[1]
    other = program("receipt.accept", name="Sun")
    checks = {"checks": [one.value for one in Check]}
    status, told = other("POST", f"receipt/{receipt['id']}/accept", checks)
    assert (status, "Meng" in told["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("path", "wrong", "pointer"),
    [
        ("request/", WISH | {"title": "投影仪", "quantity": 0}, "#/quantity"),
        ("request/", WISH | {"title": "投影仪", "quantity": "2"}, "#/quantity"),
        ("request/", WISH | {"title": "投影仪", "price": "0"}, "#/price"),
        ("request/", WISH | {"title": "投影仪", "needed_on": 5}, "#/needed_on"),
        ("request/", WISH, "#/title"),
        ("request/", WISH | {"model_id": 999}, "#/model_id"),
        ("purchase/quote/{request}", {"vendor": "V9", "price": "5"}, "#/vendor"),
        ("purchase/create/{request}", {"quote": 999}, "#/quote"),
        ("maintenance/", {"tag": "ZC-0", "title": "换屏", "due_on": "2026-06-01"}, "#/tag"),
        ("maintenance/", {"tag": "ZC-0", "title": "换屏", "due_on": "today"}, "#/due_on"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(program, approved, path, wrong, pointer) -> None:
    ask = program("request.create", "purchase.edit", "maintenance.edit")
    status, told = ask("POST", path.format(request=approved), wrong)
    assert (status in {409, 422}, named(told)) == (True, [pointer])


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"quantity": 3, "serials": []}, "#/quantity"),
        ({"serials": ["S1"]}, "#/serials"),
        ({"place_id": 999}, "#/place_id"),
        ({"model_id": 999}, "#/model_id"),
    ],
)
def test_what_cannot_have_come_is_refused(
    session, buyer, ordered, delivery, wrong, pointer
) -> None:
    status, told = buyer("POST", f"receipt/create/{ordered['id']}", delivery | wrong)
    assert (status, named(told)) == (409, [pointer])
    assert session.scalars(select(func.count(Asset.id))).one() == 0


def test_a_place_that_is_given_up_takes_nothing_in(session, buyer, ordered, make_place) -> None:
    place = make_place("旧仓库")
    place.is_active = False
    session.commit()
    model = session.scalars(select(Request.model_id)).one()
    told = {"quantity": 1, "model_id": model, "place_id": place.id}
    assert named(buyer("POST", f"receipt/create/{ordered['id']}", told)[1]) == ["#/place_id"]


def test_more_money_is_asked_for_by_whoever_asked_only(asker, program, approved) -> None:
    page, price = f"request/{approved}/ask", {"price": "6500"}
    assert program("request.create", name="Sun")("POST", page, price)[0] == 409
    status, told = asker("POST", page, price)
    assert (status, told["state"], Decimal(told["price"])) == (200, "asked", 6500)


def test_a_repair_is_reported_finished_and_capitalised(session, program, make_piece) -> None:
    tag = make_piece(None).tag
    ask = program("maintenance.index", "maintenance.edit", name="Zhou")
    day = str(today())
    told = {"tag": tag.lower(), "title": "换屏幕", "due_on": day, "begins": True}
    status, made = ask("POST", "maintenance/", told)
    assert (status, made["state"], made["tag"], made["vendor"]) == (201, "running", tag, None)
    page = f"maintenance/{made['id']}"
    assert ask("POST", f"{page}/cancel")[0] == 409
    ended = {"finished_on": day, "cost": "320.50", "result": "好了"}
    assert named(ask("POST", f"{page}/finish", ended | {"cost": "-1"})[1]) == ["#/cost"]
    told = ask("POST", f"{page}/finish", ended)[1]
    assert (told["state"], Decimal(told["cost"]), told["downtime"]) == ("done", 320.5, 1)
    chief = program("maintenance.capitalise", name="Chen")
    assert chief("POST", f"{page}/capitalise")[1]["is_capitalised"]
    later = {"tag": tag, "title": "除尘", "due_on": day}
    key = ask("POST", "maintenance/", later)[1]["id"]
    assert ask("POST", f"maintenance/{key}/start")[1]["state"] == "running"
    assert len(ask("GET", "maintenance/?state=done")[1]["items"]) == 1


def test_what_is_sent_twice_with_one_key_is_done_once(asker) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    wish = WISH | {"title": "投影仪"}
    first, again = (asker("POST", "request/", wish, **key) for _time in range(2))
    assert first == again
    assert len(asker("GET", "request/")[1]["items"]) == 1


def test_who_may_only_look_changes_nothing(program) -> None:
    viewer = program(*INDEX)
    assert {viewer("POST", path, {})[0] for path in CHANGING} == {403}
    assert {viewer("GET", f"{one.split('.')[0]}/")[0] for one in INDEX} == {200}
    assert {viewer("GET", f"{one.split('.')[0]}/1")[0] for one in INDEX} == {404}
    assert viewer("GET", "purchase/quote/1")[0] == 404


def test_what_a_program_refers_to_is_listed(session, program, make_model, make_place) -> None:
    make_model("X1 Carbon"), make_place("总部")
    ask = program("model.index", "place.index", "category.index", "entitlement.index")
    for path, name in (("model", "X1 Carbon"), ("place", "总部"), ("category", "笔记本")):
        assert ask("GET", f"{path}/")[1]["items"][0]["name"] == name
    assert ask("GET", "entitlement/")[1]["items"] == []
