from __future__ import annotations

import re

import pytest

from core.clock import now
from plugins.orders.refund import services as refunds
from plugins.orders.shipment import services as shipments
from tests.orders.conftest import NOW

URL = "/orders/exception/"
STANDING = {"delivered_at": None}


def figures(page: str) -> dict[str, int]:
    """Read every figure of the page by the address of its rows."""
    found = re.findall(r'class="card stat" href="([^"]+)".*?class="value[^"]*">(\d+)<', page, re.S)
    return {url.replace("&amp;", "&"): int(count) for url, count in found}


def test_each_figure_is_the_number_of_its_rows(sign_in, shop, session) -> None:
    shop.sell("OTHER-SUM", paid="50.00")
    shop.sell("UNSENT", state="paid", shipped_at=None, **STANDING)
    shop.sell("UNSIGNED", state="shipped", **STANDING)
    shop.sell("FRESH", state="paid", placed_at=now(), shipped_at=None, **STANDING)
    order = shop.sell("PROBLEM")
    for at, code in enumerate(("2", "6", "14")):
        parcel = shipments.create_shipment(
            session, order, carrier="中通", tracking_number=f"ZT{at}", by=shop.clerk, now=NOW
        )
        shipments.add_event(session, parcel, at=NOW, code=code, text=code)
    refund = shop.ask(order, ("1", None, "0"))
    refunds.approve(session, refund, by=shop.manager, now=NOW)
    session.commit()
    client = sign_in("orders.order.index", "orders.refund.index")
    told = figures(client.get(URL).text)
    assert list(told.values()) == [1] * 7
    for url in told:
        rows = client.get(url).text
        assert rows.count("<tr>") - rows.count("<thead>") in {1, 2}
        assert "FRESH" not in rows


def test_the_database_lets_nobody_have_more_back_than_was_paid(sign_in, shop, session) -> None:
    shop.pay_out(shop.ask(shop.sell(), ("1", None, "6.00")))
    session.commit()
    page = sign_in("orders.order.index").get(URL, headers={"Accept-Language": "en"}).text
    assert "No order gave back more than was paid" in page


def test_refunds_are_for_those_who_may_see_them(sign_in) -> None:
    assert len(figures(sign_in("orders.order.index").get(URL).text)) == 6


@pytest.mark.parametrize("permission", ["core.party.index", "orders.refund.index"])
def test_exceptions_are_closed_to_others(sign_in, permission) -> None:
    assert sign_in(permission).get(URL).status_code == 403
