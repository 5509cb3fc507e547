from __future__ import annotations

import pytest
from sqlalchemy import select

from core.approval.models import Approval
from plugins.orders.points.models import Points
from plugins.orders.refund.models import Refund
from plugins.orders.report.models import Report, State
from tests.orders.report.conftest import OWN

ENGLISH = {"Accept-Language": "en"}
TYPED = {
    "buyer_name": "李静",
    "address": "杭州",
    "items-0-product": "P1",
    "items-0-quantity": "2",
    "items-0-price": "100.00",
    "items-1-product": "",
    "items-1-quantity": "",
    "items-1-price": "",
    "items-2-product": "P2",
    "items-2-quantity": "1",
    "items-2-price": "20.00",
    "tender": "bank_slip",
    "slip": "BK-1",
    "paid_on": "2026-11-20",
    "note": "加急",
}


@pytest.fixture
def ada(sign_in, desk, session):
    """The browser of a dealer."""
    client = sign_in(*OWN, name="Ada")
    desk.dealer(client.user, "D8")
    session.commit()
    return client


@pytest.fixture
def key(ada, session) -> int:
    """A draft that Ada has typed in."""
    assert ada.post("/orders/report/create", data=TYPED).status_code == 303
    return session.scalars(select(Report.id)).one()


def test_a_dealer_drafts_changes_and_hands_in(ada, session, key) -> None:
    page = ada.get(f"/orders/report/{key}/edit").text
    assert all(f'value="{text}"' in page for text in ("P1", "P2", "100.00", "BK-1", "2026-11-20"))
    version = session.get(Report, key).version_id
    changed = TYPED | {"slip": "BK-2", "version_id": str(version)}
    assert ada.post(f"/orders/report/{key}/edit", data=changed).status_code == 303
    stale = ada.post(f"/orders/report/{key}/edit", data=changed)
    assert stale.status_code in {409, 422}
    assert ada.post(f"/orders/report/{key}/submit").status_code == 303
    report = session.get(Report, key)
    assert (report.state, report.slip, report.total) == (State.SUBMITTED, "BK-2", 120)
    assert ada.post(f"/orders/report/{key}/take-back").status_code == 303
    assert session.get(Report, key).state is State.DRAFT


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"items-0-price": ""}, "Row 1: write the product"),
        ({"items-2-product": "P9"}, "Row 3: there is no product with the code P9"),
        ({"items-0-quantity": "two"}, "Write a quantity"),
        ({"buyer_name": ""}, "correct the marked fields"),
        ({"paid_on": "2999-01-01"}, "has not come yet"),
    ],
)
def test_a_wrong_report_is_shown_as_typed(ada, session, change, sentence) -> None:
    typed = TYPED | change
    answer = ada.post("/orders/report/create", data=typed, headers=ENGLISH)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(f'value="{value}"' in answer.text for value in ("BK-1", typed["items-2-product"]))
    assert session.scalars(select(Report)).all() == []


def test_the_department_matches_signs_and_the_order_opens(sign_in, ada, session, key) -> None:
    clerk = sign_in("orders.report.index", "orders.report.all", "orders.report.match", name="Chen")
    chief = sign_in("orders.report.index", "orders.report.all", "orders.report.approve")
    ada.post(f"/orders/report/{key}/submit")
    assert clerk.post(f"/orders/report/{key}/match").status_code == 303
    asked = session.scalars(select(Approval.id)).one()
    assert f"/core/approval/{asked}" in chief.get(f"/orders/report/{key}").text
    assert chief.post(f"/core/approval/{asked}/approve", data={"reason": ""}).status_code == 303
    assert session.get(Report, key).state is State.APPROVED
    page = ada.get(f"/orders/report/{key}", headers=ENGLISH).text
    assert "Earned" in page
    assert "/orders/order/" not in page


def test_a_rejection_needs_a_reason_and_the_dealer_reads_it(sign_in, ada, session, key) -> None:
    clerk = sign_in("orders.report.index", "orders.report.all", "orders.report.match")
    ada.post(f"/orders/report/{key}/submit")
    assert clerk.post(f"/orders/report/{key}/reject", data={"reason": ""}).status_code == 422
    answer = clerk.post(f"/orders/report/{key}/reject", data={"reason": "未到账"})
    assert answer.status_code == 303
    assert "未到账" in ada.get(f"/orders/report/{key}").text


def test_everything_goes_back_by_a_refund(sign_in, desk, session, approved) -> None:
    clerk = sign_in("orders.report.index", "orders.report.all", "orders.refund.create")
    key = approved.id
    assert clerk.post(f"/orders/report/{key}/reverse", data={"reason": ""}).status_code == 422
    assert clerk.post(f"/orders/report/{key}/reverse", data={"reason": "退"}).status_code == 303
    assert session.scalars(select(Refund.amount)).one() == 120


@pytest.mark.usefixtures("key")
def test_a_dealer_sees_own_reports_and_points_only(
    sign_in, session, approved, ada, program
) -> None:
    number, party = approved.number, approved.dealer.party_id
    for url in ("/orders/report/", "/orders/report/?format=csv", "/orders/points/"):
        told = ada.get(url).text
        assert number not in told
    assert ada.get(f"/orders/report/{approved.id}").status_code == 404
    assert ada.post(f"/orders/report/{approved.id}/take-back").status_code == 404
    assert ada.get(f"/orders/points/party/{party}").status_code == 404
    ask = program("orders.points.index")
    assert ask("GET", f"orders/points/party/{party}")[0] == 404
    clerk = sign_in("orders.report.index", "orders.report.all", "orders.points.index", name="Bo")
    told = clerk.get("/orders/report/").text
    assert number in told
    assert "B-202611-0002" in told
    assert "Dealer D1" not in clerk.get("/orders/points/").text
    assert session.scalars(select(Points.id)).all() != []


def test_a_dealer_finds_own_points(desk, session, sign_in) -> None:
    client = sign_in(*OWN, name="Eva")
    dealer = desk.dealer(client.user, "D9")
    desk.approve(desk.match(desk.submit(desk.draft(dealer))))
    session.commit()
    page = client.get("/orders/report/", headers=ENGLISH).text
    assert f"/orders/points/party/{dealer.party_id}" in page
    assert "120.00" in client.get(f"/orders/points/party/{dealer.party_id}").text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("get", "create"),
        ("get", "1"),
        ("get", "1/edit"),
        ("post", "1/submit"),
        ("post", "1/take-back"),
        ("post", "1/match"),
        ("post", "1/reject"),
        ("post", "1/reverse"),
    ],
)
def test_reports_are_closed_to_others(sign_in, method, path) -> None:
    client = sign_in("core.party.index")
    assert getattr(client, method)(f"/orders/report/{path}").status_code == 403
