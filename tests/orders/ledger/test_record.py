from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.setting import services as settings
from plugins.orders.ledger import queries
from plugins.orders.ledger.models import Line, Order, State
from plugins.orders.ledger.rules import PaymentDraft


def test_an_order_is_recorded_with_its_lines_and_payments(shop):
    order = shop.sell(lines=[("100.00", "6.00"), ("20.00", "0")])
    assert (order.goods, order.freight, order.total) == (120, 6, 126)
    assert [(line.position, line.price) for line in order.lines] == [(1, 100), (2, 20)]
    assert [(payment.tender.value, payment.amount) for payment in order.payments] == [
        ("alipay", Decimal("126.00"))
    ]
    assert order.buyer_id == shop.parties["K1"]


def test_an_order_without_lines_is_an_order(shop):
    order = shop.sell(lines=[], paid="50.00")
    assert (order.line_count, order.total, order.paid, order.differs) == (0, 0, 50, False)


def test_business_dates_are_those_of_the_company(shop, session):
    settings.change_many(session, {"company.timezone": "America/Sao_Paulo"})
    late = datetime(2026, 1, 10, 1, 30, tzinfo=UTC)  # half past ten of the evening before
    order = shop.sell(placed_at=late, paid_at=None, delivered_at=late)
    assert (order.placed_on, order.paid_on, order.signed_on) == (
        date(2026, 1, 9),
        None,
        date(2026, 1, 9),
    )


def test_the_same_order_again_changes_nothing(shop, told):
    first, _refused = shop.record(told())
    again, _refused = shop.record(told())
    assert (first.added, again.added, again.changed, again.unchanged) == (1, 0, 0, 1)
    assert shop.order().version == 1


def test_a_changed_order_keeps_what_it_said_before(shop, told):
    before = shop.sell(state="shipped", delivered_at=None).lines[0].id
    count, _refused = shop.record(told(lines=[("90.00", "6.00")]))
    order = shop.order()
    assert count.changed == 1
    assert (order.version, order.state, order.total) == (2, State.DELIVERED, Decimal("96.00"))
    assert order.lines[0].id == before
    old = order.versions[0]
    assert (old.version, old.content["state"], old.content["total"]) == (1, "shipped", "106.00")
    assert old.content["lines"][0]["price"] == "100.00"
    assert old.content["payments"][0]["amount"] == "106.00"


def test_an_older_file_after_a_newer_one_is_a_third_version(shop):
    shop.sell(state="shipped")
    shop.sell(state="delivered")
    assert shop.sell(state="shipped").version == 3


def test_a_line_that_is_gone_is_withdrawn_and_keeps_its_key(shop):
    keys = [line.id for line in shop.sell(lines=[("1.00", "0"), ("2.00", "0")]).lines]
    order = shop.sell(lines=[("1.00", "0")])
    assert [(line.id, line.is_withdrawn) for line in order.lines] == [
        (keys[0], False),
        (keys[1], True),
    ]
    assert (order.line_count, order.total) == (1, 1)
    back = shop.sell(lines=[("1.00", "0"), ("3.00", "0")])
    assert [(line.id, line.is_withdrawn) for line in back.lines] == [
        (keys[0], False),
        (keys[1], False),
    ]


def test_payments_are_replaced(shop):
    shop.sell(
        payments=(PaymentDraft(1, "card", Decimal(6)), PaymentDraft(2, "coupon", Decimal(100)))
    )
    order = shop.sell(payments=(PaymentDraft(2, "coupon", Decimal(106)),))
    assert [(one.sequence, one.amount) for one in order.payments] == [(2, Decimal("106.00"))]


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"lines": [("60.00", "6.00")]}, "line 1"),
        ({"lines": [("100.00", "1.00")]}, "line 1"),
        ({"lines": []}, "line 1"),
        ({"lines": [("100.00", "6.00")], "paid": "60.00"}, "paid"),
    ],
)
def test_a_file_cannot_take_back_what_was_refunded(shop, told, said, word):
    shop.ask(shop.sell(), ("1", "70.00", "5.00"))
    count, refused = shop.record(told(**said))
    assert word in refused["A-1"]
    assert (count.changed, count.refused) == (0, 1)
    assert (shop.order().version, shop.order().total) == (1, Decimal("106.00"))


def test_a_refunded_order_may_change_otherwise(shop, told):
    shop.ask(shop.sell(), ("1", "70.00", "5.00"))
    count, refused = shop.record(told(state="closed", lines=[("80.00", "6.00")]))
    assert (count.changed, refused) == (1, {})


def test_rows_with_and_without_values_go_to_the_database_together(shop, told, queries):
    drafts = [
        told(f"A-{number}", paid_at=None if number % 2 else told().paid_at, buyer=None)
        for number in range(200)
    ]
    shop.store()
    with queries() as count:
        shop.record(*drafts)
    assert count.value < 12


@pytest.mark.parametrize(
    "values",
    [
        {"refunded_price": Decimal("100.01")},
        {"refunded_quantity": Decimal(2)},
        {"refunded_freight": Decimal(7)},
        {"refunded_price": Decimal(-1)},
        {"seller_discount": Decimal("100.01")},
        {"quantity": Decimal(0)},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(shop, session, values):
    line = shop.sell().lines[0]
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(Line).where(Line.id == line.id).values(**values))


def test_orders_whose_sums_are_off_are_named(shop, session):
    shop.sell("A-1")
    shop.sell("A-2", lines=[("5.00", "0"), ("1.00", "0")])
    shop.sell("A-2", lines=[("5.00", "0")])
    assert session.scalars(queries.unbalanced()).all() == []
    session.execute(sa.update(Order).where(Order.number == "A-2").values(goods=4, total=4))
    assert session.scalars(queries.unbalanced()).all() == ["A-2"]
