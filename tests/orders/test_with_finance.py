"""What orders offers to finance."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.finance.contract import LINE_COLUMNS, REFUND_COLUMNS
from plugins.orders.channel.models import Channel, ChannelKind
from plugins.orders.channel.services import edit_store
from plugins.orders.ledger.rules import LineDraft
from plugins.orders.refund.models import Liability
from plugins.orders.with_finance import finance_payable_source


@pytest.fixture
def offered(session):
    def read():
        return session.execute(finance_payable_source().lines).mappings().all()

    return read


@pytest.fixture
def refunded(session):
    def read():
        return session.execute(finance_payable_source().refunds).mappings().all()

    return read


def test_the_columns_are_those_of_the_contract(session) -> None:
    source = finance_payable_source()
    assert tuple(source.lines.selected_columns.keys()) == LINE_COLUMNS
    assert tuple(source.refunds.selected_columns.keys()) == REFUND_COLUMNS


def test_a_delivered_line_is_offered_with_what_was_agreed_and_paid(shop, offered) -> None:
    line = LineDraft(
        1, "P1", "S1", Decimal(2), Decimal("100.00"), Decimal("6.00"), Decimal(5), Decimal(1)
    )
    order = shop.sell(lines=[line])
    (row,) = offered()
    assert row["source_id"] == order.lines[0].id
    assert row["supplier_id"] == shop.parties["S1"]
    assert (row["reference"], row["product_code"], row["category"]) == ("A-1", "P1", "家居")
    assert (row["quantity"], row["price"], row["freight"]) == (2, 100, 6)
    assert (row["seller_discount"], row["paid"], row["unit_cost"]) == (5, 94, None)
    assert (row["signed_on"], row["paid_on"]) == (order.signed_on, order.paid_on)


@pytest.mark.parametrize(
    ("facts", "is_offered"),
    [
        ({"state": "delivered"}, True),
        ({"state": "closed"}, True),
        ({"state": "shipped"}, False),
        ({"state": "cancelled"}, False),  # some carry a date of delivery
        ({"state": "delivered", "delivered_at": None}, False),
        (
            {"lines": [LineDraft(1, "P1", None, Decimal(1), Decimal(1), Decimal(0))]},
            False,  # our own goods are owed to nobody
        ),
    ],
)
def test_only_what_a_supplier_is_owed_for_is_offered(shop, offered, facts, is_offered) -> None:
    shop.sell(**facts)
    assert bool(offered()) is is_offered


def test_a_withdrawn_line_is_offered_no_longer(shop, offered) -> None:
    keys = [line.id for line in shop.sell(lines=[("1.00", "0"), ("2.00", "0")]).lines]
    shop.sell(lines=[("1.00", "0")])
    assert [row["source_id"] for row in offered()] == keys[:1]


def test_an_amended_line_is_the_same_line(shop, offered) -> None:
    before = shop.sell().lines[0].id
    shop.sell(lines=[("90.00", "6.00")])
    (row,) = offered()
    assert (row["source_id"], row["price"]) == (before, 90)


def test_a_refund_is_offered_when_it_is_paid_out(shop, session, refunded) -> None:
    order = shop.sell()
    facts = {"returns_commission": False, "liability": Liability.SUPPLIER}
    refund = shop.ask(order, ("1", "40.00", "6.00"), **facts)
    assert refunded() == []
    shop.pay_out(refund)
    (row,) = refunded()
    assert (row["source_id"], row["line_source_id"]) == (refund.lines[0].id, order.lines[0].id)
    assert (row["quantity"], row["price"], row["freight"]) == (1, 40, 6)
    assert (row["returns_commission"], row["refunded_on"]) == (False, refund.refunded_on)
    assert row["reference"] == refund.number


@pytest.mark.parametrize(
    ("kind", "owner", "owed_to"),
    [
        (ChannelKind.C2C, "S2", "S2"),  # the shop's owner, whoever made the goods
        (ChannelKind.C2C, "", "S1"),
        (ChannelKind.B2C, "S2", "S1"),
    ],
)
def test_what_a_c2c_shop_sold_is_owed_to_its_owner(shop, session, offered, kind, owner, owed_to):
    store = shop.store()
    channel = session.get(Channel, store.channel_id)
    channel.kind = kind
    facts = {"name": store.name, "is_active": True, "by": shop.clerk, "version": store.version_id}
    edit_store(session, store, owner=owner, **facts)
    shop.sell()
    assert offered()[0]["supplier_id"] == shop.parties[owed_to]
