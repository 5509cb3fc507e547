"""Every invariant is proved by breaking it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from plugins.finance.check.services import INVARIANTS, find_faults
from plugins.finance.payment import services as payment

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAID = "UPDATE finance_payment_item SET state = 'paid'"
FAULTS = {
    "finance.settlement.sums": (
        "UPDATE finance_settlement SET line_count = 9",
        "UPDATE finance_settlement_line SET feeds = 'adjustments' WHERE kind = 'sale'",
    ),
    "finance.settlement.carry": (
        "UPDATE finance_settlement SET carried_in = 100, net = net + 100",
        "UPDATE finance_settlement SET state = 'carried'",
    ),
    "finance.settlement.approval": ("UPDATE finance_settlement SET approved_by_id = NULL",),
    "finance.settlement.balance": (
        "UPDATE finance_settlement SET adjustments = adjustments + 1, net = net + 1",
    ),
    "finance.line.place": (
        "UPDATE finance_settlement_line SET state = 'held'",
        "UPDATE finance_settlement_line SET statement_id = NULL",
        "UPDATE finance_settlement_line SET supplier_id = (SELECT max(id) FROM core_party)",
    ),
    "finance.line.refunds": (
        "UPDATE finance_settlement_line SET goods = -99999, gross = -99999,"
        " net = -99999 - commission WHERE kind = 'refund'",
        "UPDATE finance_settlement_line SET commission = -99999, net = gross + 99999"
        " WHERE kind = 'refund'",
    ),
    "finance.payment.total": (
        "UPDATE finance_payment SET total = total + 1",
        "UPDATE finance_payment SET item_count = 0",
    ),
    "finance.payment.paid": (PAID, "UPDATE finance_settlement SET state = 'paid'"),
}


@pytest.fixture
def books(shop, acme):
    """A sale with a refund, approved and in a batch."""
    shop.supplier("S2")
    shop.refund(shop.sell(acme, "100.00"), "40.00")
    shop.settle()
    statement = shop.take(shop.statement(acme), "send", "confirm", "freeze", "approve")
    facts = {"holder": "Works", "bank": "ICBC", "number": "1"}
    account = payment.enter_account(shop.session, acme, **facts, by=shop.clerk, now=NOW)
    payment.confirm_account(shop.session, account, by=shop.manager, now=NOW)
    day = date(2026, 11, 23)
    payment.create_batch(shop.session, [statement.id], by=shop.clerk, on=day, now=NOW)
    shop.session.flush()
    return shop.session


def test_sound_books_have_no_faults(books) -> None:
    assert find_faults(books) == []


@pytest.mark.parametrize(
    ("rule", "fault"), [(rule, fault) for rule, faults in FAULTS.items() for fault in faults]
)
def test_a_planted_fault_is_found(books, rule, fault) -> None:
    books.connection().exec_driver_sql(fault)
    books.expire_all()
    assert rule in {found.rule for found in find_faults(books)}


def test_a_paid_statement_needs_its_payment_in_full(books) -> None:
    for statement in (PAID, "UPDATE finance_settlement SET state = 'paid'"):
        books.connection().exec_driver_sql(statement)
    assert find_faults(books) == []
    books.connection().exec_driver_sql("UPDATE finance_payment_item SET amount = 1")
    assert {found.rule for found in find_faults(books)} == {
        *("finance.payment.total", "finance.payment.paid"),
    }


def test_each_invariant_is_one_query(books, queries) -> None:
    books.execute(sa.select(1))
    with queries() as count:
        find_faults(books)
    assert count.value == len(INVARIANTS) == len(FAULTS)
