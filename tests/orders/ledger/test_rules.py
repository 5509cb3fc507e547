from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.orders.ledger.rules import Fault, LineDraft, PaymentDraft

CENTS = st.integers(0, 10_000_00).map(lambda cents: Decimal(cents) / 100)


@st.composite
def line_drafts(draw, position=1):
    price = draw(CENTS)
    seller = draw(st.integers(0, int(price * 100))) / Decimal(100)
    platform = draw(st.integers(0, int((price - seller) * 100))) / Decimal(100)
    return LineDraft(
        position, "P1", "S1", Decimal(draw(st.integers(1, 9))), price, draw(CENTS), seller, platform
    )


def line(**facts):
    usual = {"price": "100.00", "freight": "6.00", "seller_discount": "0", "platform_discount": "0"}
    amounts = {name: Decimal(facts.pop(name, amount)) for name, amount in usual.items()}
    return LineDraft(
        facts.pop("position", 1), "P1", "S1", Decimal(facts.pop("quantity", 1)), **amounts, **facts
    )


@given(st.lists(line_drafts(), max_size=6))
def test_an_order_is_the_sum_of_its_lines(told, lines):
    order = told(lines=[replace(one, position=at) for at, one in enumerate(lines, start=1)])
    assert order.total == order.goods + order.freight - order.discount
    assert order.total == sum(one.paid + one.freight for one in lines)
    assert list(order.faults()) == []
    assert not order.differs


@pytest.mark.parametrize(
    ("paid", "lines", "differs"),
    [
        ("106.00", 1, False),
        ("105.99", 1, True),
        ("106.01", 1, True),
        ("0", 1, False),  # nobody has paid yet
        ("50.00", 0, False),  # nobody knows what it should have cost
    ],
)
def test_an_order_paid_with_another_sum_stands_out(told, paid, lines, differs):
    assert told(lines=[line()] * lines, paid=paid).differs is differs


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"quantity": "0"}, Fault.QUANTITY),
        ({"quantity": "-1"}, Fault.QUANTITY),
        ({"price": "-0.01"}, Fault.AMOUNT),
        ({"freight": "-1"}, Fault.AMOUNT),
        ({"seller_discount": "-1"}, Fault.AMOUNT),
        ({"unit_cost": Decimal(-1)}, Fault.AMOUNT),
        ({"seller_discount": "60.00", "platform_discount": "40.01"}, Fault.DISCOUNT),
    ],
)
def test_what_cannot_be_sold_is_a_fault_of_its_line(told, facts, fault):
    assert list(told(lines=[line(), line(position=2, **facts)]).faults()) == [(fault, 2)]


def test_a_line_may_be_given_away(told):
    assert list(told(lines=[line(seller_discount="100.00")]).faults()) == []


def test_numbers_of_lines_and_payments_occur_once(told):
    payments = (PaymentDraft(7, "cash", Decimal(1)), PaymentDraft(7, "card", Decimal(-2)))
    order = told(lines=[line(position=3), line(position=3)], payments=payments)
    assert list(order.faults()) == [
        (Fault.POSITION, 3),
        (Fault.SEQUENCE, 7),
        (Fault.PAYMENT, 7),
    ]


def test_the_way_a_number_is_written_is_no_news(told):
    short, long = line(price="12.5", quantity="1"), line(price="12.50", quantity="1.000")
    assert told(lines=[short]).content_hash == told(lines=[long]).content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"state": "closed"},
        {"buyer_name": "李娜"},
        {"delivered_at": None},
        {"lines": [line(price="100.01")]},
        {"lines": [line(unit_cost=Decimal(3))]},
        {"lines": [line(), line(position=2)]},
        {"paid": "106.01"},
    ],
)
def test_everything_that_a_file_tells_is_news_when_it_changes(told, change):
    assert told(**{"lines": [line()]} | change).content_hash != told(lines=[line()]).content_hash
