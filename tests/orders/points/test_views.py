from __future__ import annotations

import pytest
from sqlalchemy import select

from core.jobs import enqueue, run_pending
from plugins.orders.points import jobs, queries, services
from plugins.orders.points.models import Kind, Points
from plugins.orders.refund import services as refunds
from tests.orders.conftest import NOW, TODAY

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def party(shop, session) -> int:
    """A buyer with 106 points that wait."""
    key = shop.parties["K1"]
    services.post(session, shop.sell(), key, by=shop.clerk, on=TODAY, now=NOW)
    session.commit()
    return key


def test_the_points_of_a_party_are_shown_with_their_entries(sign_in, party) -> None:
    client = sign_in("orders.points.all", "orders.points.index")
    assert "106.00" in client.get("/orders/points/?kind=earn").text
    page = client.get(f"/orders/points/party/{party}", headers=ENGLISH).text
    assert "Pending" in page
    assert "王芳" in page
    assert client.get(f"/orders/points/party/{party}?format=csv").status_code == 200
    assert client.get("/orders/points/party/999").status_code == 404


def test_the_order_shows_its_points_to_those_who_may_see_them(sign_in, shop, party) -> None:
    url = f"/orders/order/{shop.order().id}"
    assert (
        "Earned"
        in sign_in("orders.order.index", "orders.points.index", "orders.points.all")
        .get(url, headers=ENGLISH)
        .text
    )
    assert "Earned" not in sign_in("orders.order.index").get(url, headers=ENGLISH).text


def test_points_are_given_by_hand_for_a_reason(sign_in, session, party) -> None:
    client = sign_in("orders.points.all", "orders.points.index", "orders.points.adjust")
    data = {"party": "K1", "points": "5", "note": "道歉"}
    assert client.post("/orders/points/adjust", data=data).status_code == 303
    given = session.scalars(select(Points).where(Points.kind == Kind.ADJUST)).one()
    assert (given.confirmed, given.note, given.by_id) == (5, "道歉", client.user.id)


@pytest.mark.parametrize(
    "change", [{"party": "K9"}, {"points": "-9"}, {"note": ""}, {"points": "x"}]
)
def test_a_wrong_adjustment_is_asked_for_again(sign_in, session, party, change) -> None:
    client = sign_in("orders.points.all", "orders.points.index", "orders.points.adjust")
    data = {"party": "K1", "points": "5", "note": "道歉"} | change
    answer = client.post("/orders/points/adjust", data=data)
    assert answer.status_code == 422
    assert all(value in answer.text for value in data.values())
    assert session.scalars(select(Points).where(Points.kind == Kind.ADJUST)).all() == []


def test_points_are_closed_to_others(sign_in, party) -> None:
    client = sign_in("core.party.index")
    for url in ("/orders/points/", f"/orders/points/party/{party}", "/orders/points/adjust"):
        assert client.get(url).status_code == 403
    assert (
        sign_in("orders.points.all", "orders.points.index").get("/orders/points/adjust").status_code
        == 403
    )


def test_programs_read_entries_and_balances(program, party) -> None:
    ask = program("orders.points.index", "orders.points.all")
    (row,) = ask("GET", "orders/points/")[1]["items"]
    assert (row["kind"], row["pending"], row["order"]) == ("earn", "106.00", "A-1")
    _status, told = ask("GET", f"orders/points/party/{party}")
    assert told == {"party": "K1", "pending": "106.00", "confirmed": "0.00"}
    assert ask("GET", "orders/points/party/999")[0] == 404


def test_whoever_pays_a_refund_out_takes_points_back_without_seeing_them(
    sign_in, shop, session, party
) -> None:
    refund = shop.ask(shop.order(), ("1", None, "0"))
    refunds.approve(session, refund, by=shop.manager, now=NOW)
    client = sign_in("orders.refund.approve", "orders.refund.index")
    assert client.post(f"/orders/refund/{refund.id}/pay-out").status_code == 303
    assert session.execute(queries.balance(party)).one() == (6, 0)


def test_the_job_confirms_what_nobody_can_return(app, shop, session, party) -> None:
    enqueue(session, jobs.settle, by=shop.clerk)
    session.commit()
    assert run_pending(app) >= 1
    session.expire_all()
    assert [one.kind for one in session.scalars(select(Points).order_by(Points.id))][:2] == [
        Kind.EARN,
        Kind.CONFIRM,
    ]
