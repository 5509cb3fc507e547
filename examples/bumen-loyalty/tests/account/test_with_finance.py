"""A statement that finance pays earns its supplier points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bumen_loyalty.account import queries
from core import hooks
from core.testing import make_user
from plugins.finance.contract import PaidSettlement


@pytest.fixture
def pay(session, party):
    def paid(amount: str) -> None:
        told = PaidSettlement("S-1", party.id, Decimal(amount), "CNY", date(2026, 1, 1))
        by = make_user(session, name="Bank")
        hooks.call("finance_settlement_paid", session=session, settlement=told, by=by)

    return paid


def test_a_paid_statement_earns_points_once(session, party, pay) -> None:
    pay("500.00")
    pay("500.00")
    account = session.scalar(queries.account_of(party.id))
    assert account.points == 5


def test_too_little_earns_nothing(session, party, pay) -> None:
    pay("99.99")
    assert session.scalar(queries.account_of(party.id)) is None
