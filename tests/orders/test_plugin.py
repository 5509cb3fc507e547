"""What orders says on the first page, and how it proves its sums."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from plugins.orders.ledger.models import Line, Order
from plugins.orders.plugin import check_invariants

ENGLISH = {"Accept-Language": "en"}


def test_the_first_page_shows_what_was_sold_and_what_wants_a_look(shop, sign_in, monkeypatch):
    monkeypatch.setattr("core.company.today", lambda: date(2026, 10, 31))
    monkeypatch.setattr("core.dashboard.views.today", lambda: date(2026, 10, 31), raising=False)
    shop.sell("A-1")
    shop.sell("A-2", paid="1.00")
    shop.ask(shop.order(), ("1", "10", "0"))
    page = sign_in("*").get("/", headers=ENGLISH, follow_redirects=True).text
    for title in ("Orders this month", "Paid with another sum", "Refunds to decide"):
        assert title in page
    assert "/orders/order/?differs=True" in page
    assert "/orders/refund/?state=requested" in page


def test_a_card_is_for_those_who_may_see_its_rows(shop, sign_in) -> None:
    shop.sell("A-1")
    page = sign_in("orders.order.index").get("/", headers=ENGLISH, follow_redirects=True).text
    assert "Orders this month" in page
    assert "Refunds to decide" not in page


def test_sound_data_has_no_fault(shop, session) -> None:
    order = shop.sell(lines=[("100.00", "6.00"), ("20.00", "0")])
    shop.pay_out(shop.ask(order, ("1", "10", "0")))
    assert check_invariants(session) == []


def test_every_fault_names_its_order(shop, session) -> None:
    order = shop.sell(lines=[("100.00", "6.00"), ("20.00", "0")])
    shop.pay_out(shop.ask(order, ("1", "10", "0")))
    session.execute(sa.update(Line).where(Line.position == 1).values(refunded_price=Decimal(9)))
    session.execute(sa.update(Order).values(paid=Decimal(500)))
    faults = check_invariants(session)
    assert {fault.rule for fault in faults} == {
        "orders.ledger.balanced",
        "orders.refund.counted",
        "orders.refund.summed",
    }
    assert all("A-1" in fault.detail for fault in faults)
