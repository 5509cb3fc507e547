from __future__ import annotations

import pytest
from sqlalchemy import select

from plugins.orders.channel.models import ChannelKind
from plugins.orders.channel.services import create_channel, create_store
from plugins.orders.dealer.models import Dealer

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def manager(sign_in):
    return sign_in("orders.dealer.edit")


@pytest.fixture
def typed(shop, session) -> dict[str, str]:
    channel = create_channel(
        session, code="bd", name="报单", kind=ChannelKind.ORDER_REPORT, by=shop.clerk
    )
    store = create_store(session, channel, code="bd", name="报单中心", owner="", by=shop.clerk)
    session.commit()
    return {"user": str(shop.clerk.id), "party": "K1", "store": str(store.id)}


def test_without_a_store_for_reports_the_page_says_what_to_do(manager) -> None:
    page = manager.get("/orders/dealer/create", headers=ENGLISH).text
    assert "no store for order reports" in page


def test_a_user_is_linked_with_a_party_once(manager, session, typed) -> None:
    assert manager.post("/orders/dealer/create", data=typed).status_code == 303
    again = manager.post("/orders/dealer/create", data=typed, headers=ENGLISH)
    assert (again.status_code, "dealer already" in again.text) == (422, True)
    assert "王芳" in manager.get("/orders/dealer/").text
    assert len(session.scalars(select(Dealer)).all()) == 1


def test_an_unknown_party_is_asked_for_again(manager, typed) -> None:
    answer = manager.post("/orders/dealer/create", data=typed | {"party": "K9"})
    assert (answer.status_code, 'value="K9"' in answer.text) == (422, True)


def test_a_dealer_is_closed_and_opened_again(manager, session, typed) -> None:
    manager.post("/orders/dealer/create", data=typed)
    key = session.scalars(select(Dealer.id)).one()
    for is_active in (False, True):
        assert manager.post(f"/orders/dealer/{key}/switch").status_code == 303
        assert session.get(Dealer, key).is_active is is_active
    assert manager.get(f"/orders/dealer/{key}").status_code == 200
    assert manager.get("/orders/dealer/999").status_code == 404


@pytest.mark.parametrize("path", ["", "create", "1"])
def test_dealers_are_closed_to_others(sign_in, path) -> None:
    assert sign_in("orders.report.index").get(f"/orders/dealer/{path}").status_code == 403
