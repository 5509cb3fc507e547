"""The pages on which equipment is bought, looked after and counted."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.api_token import services as tokens
from core.jobs import run_pending
from core.testing import make_user, pdf_text
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.maintenance import services as maintenance
from plugins.it_assets.maintenance.models import Maintenance, Plan
from plugins.it_assets.purchase.models import Purchase, Quote
from plugins.it_assets.receipt.models import Check, Receipt
from plugins.it_assets.receipt.models import State as ReceiptState
from plugins.it_assets.request.models import Request
from plugins.it_assets.request.models import State as RequestState
from plugins.it_assets.stocktake import services as stocktakes
from plugins.it_assets.stocktake.models import Line, State, Stocktake
from plugins.it_assets.stocktake.rules import Verdict
from tests.it_assets.conftest import NOW, TODAY

ENGLISH = {"Accept-Language": "en"}
COUNT = "it_assets.stocktake.count"
LISTS = [
    ("request/", "it_assets.request.index"),
    ("purchase/", "it_assets.purchase.index"),
    ("receipt/", "it_assets.receipt.index"),
    ("maintenance/", "it_assets.maintenance.index"),
    ("maintenance/plan", "it_assets.maintenance.index"),
    ("stocktake/", "it_assets.stocktake.index"),
]


@pytest.fixture
def facts(by):
    return {"by": by, "on": TODAY, "now": NOW}


@pytest.fixture
def counting(session, make_place, make_piece, facts):
    """A stocktake of a place where one thing should be, and which has another one."""
    place = make_place("会议室")
    make_piece(place)
    one = stocktakes.open_stocktake(session, place, **facts)
    session.commit()
    return one.id


@pytest.mark.parametrize(("path", "permission"), LISTS)
def test_each_list_opens_for_those_who_may_see_it_only(sign_in, path, permission) -> None:
    assert sign_in(permission).get(f"/it_assets/{path}").status_code == 200
    assert sign_in("core.job.index").get(f"/it_assets/{path}").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "request/create",
        "request/1/ask",
        "purchase/quote/1",
        "purchase/create/1",
        "purchase/1/close",
        "receipt/create/1",
        "receipt/1/accept",
        "maintenance/create",
        "maintenance/1/start",
        "maintenance/1/finish",
        "maintenance/1/cancel",
        "maintenance/1/capitalise",
        "maintenance/look_ahead",
        "maintenance/plan/create",
        "maintenance/plan/1",
        "stocktake/create",
        "stocktake/1/scan",
        "stocktake/1/seen/1",
        "stocktake/1/cancel",
        "variance/decide/1",
        "variance/1/submit",
    ],
)
def test_who_may_only_look_changes_nothing(sign_in, path) -> None:
    viewer = sign_in(*dict(LISTS).values())
    assert viewer.post(f"/it_assets/{path}").status_code == 403


def test_lists_ask_as_much_for_many_rows_as_for_few(  # noqa: PLR0917 - rows of all lists
    session, sign_in, queries, bought, came, make_model, make_piece, facts
) -> None:
    receipt, wish = came(1), bought.request
    client = sign_in("*")

    def asked():
        session.commit()
        counts = {}
        for path, _permission in LISTS:
            client.get(f"/it_assets/{path}")
            with queries() as count:
                client.get(f"/it_assets/{path}")
            counts[path] = count.value
        return counts

    def more(number):
        asset = make_piece(None, make_model(f"M{number}"))
        maintenance.report(session, asset, title="除尘", due_on=TODAY, **facts)
        session.add(Plan(model_id=asset.model_id, title="除尘", months=6))
        session.add(_copy(wish, number=f"ER-{number}"))
        session.flush()
        key = session.scalars(select(Request.id).order_by(Request.id.desc())).first()
        session.add(_copy(bought, number=f"EP-{number}", request_id=key))
        session.flush()
        key = session.scalars(select(Purchase.id).order_by(Purchase.id.desc())).first()
        session.add(_copy(receipt, number=f"ED-{number}", purchase_id=key))

    more(1)
    few = asked()
    for number in range(2, 8):
        more(number)
    assert asked() == few


def _copy(record, **other):
    columns = type(record).__table__.columns
    known = {one.key: getattr(record, one.key) for one in columns if one.key != "id"}
    return type(record)(**known | other)


def test_equipment_is_asked_for_approved_ordered_received_and_accepted(  # noqa: PLR0915 - a long way
    session, sign_in, make_model, make_place, make_vendor
) -> None:
    model, place = make_model("X1 Carbon"), make_place()
    vendors = [make_vendor("V1"), make_vendor("V2")]
    session.commit()
    sees = [permission for _path, permission in LISTS]
    asker = sign_in(*sees, "it_assets.request.create", "it_assets.receipt.accept", name="Meng")
    buyer = sign_in(*sees, "it_assets.purchase.edit", "it_assets.receipt.create", name="Zhou")
    chief = sign_in("it_assets.request.approve", "it_assets.request.index", name="Chen")

    wish = {"model": model.id, "title": "", "quantity": 2, "price": "6,000", "reason": "出差"}
    assert asker.post("/it_assets/request/create", data=wish | {"reason": ""}).status_code == 422
    answer = asker.post("/it_assets/request/create", data=wish)
    assert answer.status_code == 303
    page = answer.location
    approval = re.search(r"/core/approval/(\d+)", asker.get(page).text)[1]
    assert chief.post(f"/core/approval/{approval}/approve").status_code == 303

    request = session.scalars(select(Request)).one()
    for vendor, price in zip(vendors, ("5900", "5800"), strict=True):
        offer = {"vendor": vendor.id, "price": price, "note": "三年保修"}
        assert buyer.post(f"/it_assets/purchase/quote/{request.id}", data=offer).status_code == 303
    assert "5,800.00" in buyer.get(page).text
    dear, cheap = session.scalars(select(Quote.id).order_by(Quote.id)).all()
    url = f"/it_assets/purchase/create/{request.id}"
    refused = buyer.post(url, data={"quote": dear, "reason": ""}, headers=ENGLISH)
    assert (refused.status_code, "cheaper offer" in refused.text) == (422, True)
    assert buyer.post(url, data={"quote": cheap}).status_code == 303

    purchase = session.scalars(select(Purchase.id)).one()
    came = {"quantity": 2, "model": model.id, "place": place.id, "serials": "S1\nS2\nS3"}
    url = f"/it_assets/receipt/create/{purchase}"
    refused = buyer.post(url, data=came)
    assert (refused.status_code, "S3" in refused.text) == (422, True)
    answer = buyer.post(url, data=came | {"serials": "S1\nS2"})
    assert answer.status_code == 303
    assert "S2" in buyer.get(answer.location).text
    assert "ED-" in buyer.get(f"/it_assets/purchase/{purchase}").text
    assert "Equipment for you to accept" in asker.get("/", headers=ENGLISH).text

    url = f"{answer.location}/accept"
    data = {"checks": [Check.WORKS.value], "verdict": "accept"}
    assert asker.post(url, data=data).status_code == 422
    assert asker.post(url, data={"verdict": "refuse", "reason": ""}).status_code == 422
    data["checks"] = [one.value for one in Check]
    assert asker.post(url, data=data).status_code == 303
    session.expire_all()
    assert session.scalars(select(Receipt.state)).one() is ReceiptState.ACCEPTED
    assert session.scalars(select(Request.state)).one() is RequestState.FULFILLED
    assert "Chen" in asker.get(page).text


def test_nobody_asks_again_for_somebody_else(session, sign_in, ask) -> None:
    request = ask()
    session.commit()
    client = sign_in("*")
    url = f"/it_assets/request/{request.id}/ask"
    refused = client.post(url, data={"price": "900"}, headers=ENGLISH)
    assert (refused.status_code, "Only who asked" in refused.text) == (422, True)


def test_an_asset_is_repaired(session, sign_in, make_piece) -> None:
    tag = make_piece(None).tag
    session.commit()
    client = sign_in("*")
    data = {"tag": "ZC-0", "title": "换屏幕", "vendor": 0, "due_on": "2026-06-01", "begins": "y"}
    assert client.post("/it_assets/maintenance/create", data=data).status_code == 422
    answer = client.post("/it_assets/maintenance/create", data=data | {"tag": tag.lower()})
    assert answer.status_code == 303
    made = session.scalars(select(Maintenance)).one()
    url = f"/it_assets/maintenance/{made.id}/finish"
    data = {"finished_on": str(made.started_on), "cost": "much", "result": "好了"}
    refused = client.post(url, data=data)
    assert (refused.status_code, 'value="much"' in refused.text) == (422, True)
    assert client.post(url, data=data | {"cost": "320.50"}).status_code == 303
    session.expire_all()
    assert made.cost == Decimal("320.50")
    page = client.get(f"/it_assets/asset/{made.asset_id}", headers=ENGLISH).text
    assert ("320.50" in page, "Report a repair" in page) == (True, True)
    url = f"/it_assets/maintenance/{made.id}/capitalise"
    assert client.post(url).status_code == 422
    assert sign_in("*", name="Chen").post(url).status_code == 303


def test_a_plan_is_made_and_changed(session, sign_in, make_model) -> None:
    make_model("A0")
    model = make_model()
    session.commit()
    client = sign_in("*")
    data = {"model": model.id, "title": "除尘", "months": 6, "is_active": "y"}
    assert client.post("/it_assets/maintenance/plan/create", data=data).status_code == 303
    plan = session.scalars(select(Plan)).one()
    url = f"/it_assets/maintenance/plan/{plan.id}"
    page = client.get(url).text
    assert ('value="除尘"' in page, f'selected value="{model.id}"' in page) == (True, True)
    assert client.post(url, data=data | {"version_id": 99, "months": 3}).status_code == 409
    data |= {"version_id": plan.version_id, "months": 3}
    assert client.post(url, data=data).status_code == 303
    assert client.post("/it_assets/maintenance/look_ahead").status_code == 303


def test_a_place_is_counted_decided_and_told_on_paper(
    app, session, sign_in, counting, make_piece, make_model
) -> None:
    other, model = make_piece(None, make_model("Y7")), make_model("Z3")
    session.commit()
    clerk = sign_in("*", name="Zhou")
    url = f"/it_assets/stocktake/{counting}"
    page = clerk.get(f"/it_assets/asset/{other.id}").text
    assert f'action="{url}/seen/{other.id}"' in page
    assert clerk.post(f"{url}/seen/{other.id}").status_code == 303
    assert clerk.post(f"{url}/scan", data={"code": "新显示器-1", "codes": ""}).status_code == 303
    assert clerk.post(f"{url}/scan", data={"codes": "A" * 200}).status_code == 422
    told = clerk.get(url).text
    assert (other.tag in told, "新显示器-1" in told) == (True, True)

    decisions = {
        Verdict.MISSING: {"decision": "write_off", "note": "搬家时丢失"},
        Verdict.MISPLACED: {"decision": "move"},
        Verdict.UNREGISTERED: {"decision": "register", "model": model.id, "value": "99"},
    }
    for line in session.scalars(select(Line)).all():
        page = f"/it_assets/variance/decide/{line.id}"
        assert clerk.post(page, data={"decision": "nonsense"}).status_code == 422
        assert clerk.post(page, data=decisions[line.verdict]).status_code == 303
    variances = f"/it_assets/variance/{counting}"
    table = clerk.get(f"{variances}?format=csv", headers=ENGLISH).get_data(as_text=True)
    assert ("搬家时丢失" in table, table.count("\r\n")) == (True, 4)
    assert clerk.post(f"{variances}/submit").status_code == 303
    asked = re.search(r"/core/approval/(\d+)", clerk.get(variances).text)[1]
    chief = sign_in("*", name="Chen")
    assert chief.post(f"/core/approval/{asked}/approve").status_code == 303
    session.expire_all()
    assert session.get_one(Stocktake, counting).state is State.CLOSED
    assert session.scalars(select(Asset.serial).order_by(Asset.id.desc())).first() == "新显示器-1"

    posted = {"name": "it_assets.variance.report", "key": counting}
    answer = clerk.post("/core/document/create", data=posted)
    run_pending(app)
    text = pdf_text(clerk.get(f"{answer.location}/file").data)
    assert "搬家时丢失" in text


def test_programs_scan_and_send_the_same_again(session, client, counting) -> None:
    tag = session.scalars(select(Asset.tag)).one()
    user = make_user(session, COUNT, "it_assets.stocktake.index")
    url, body = f"/api/v1/it_assets/stocktake/{counting}/scan", {"codes": [tag, "X"]}

    def scan(scope):
        _token, secret = tokens.issue(
            session, name=scope, scopes=[scope], days=1, by=user, now=clock.now()
        )
        session.commit()
        return client.post(url, json=body, headers={"Authorization": f"Bearer {secret}"})

    first, again = scan(COUNT).json, scan(COUNT).json
    assert first == {"present": 1, "misplaced": 0, "unregistered": 1, "again": 0}
    assert again == {"present": 0, "misplaced": 0, "unregistered": 0, "again": 2}
    assert scan("it_assets.stocktake.index").status_code == 403


def test_variances_are_decided_many_at_once(session, sign_in, counting) -> None:
    clerk = sign_in("*")
    key = session.scalars(select(Line.id)).one()
    back = f"/it_assets/variance/{counting}"
    plan = {"action": "it_assets.variance.search", "key": key, "back": back}
    clerk.post("/core/bulk_run/run", data=plan)
    session.expire_all()
    assert session.scalars(select(Line.decision)).one().value == "search"
