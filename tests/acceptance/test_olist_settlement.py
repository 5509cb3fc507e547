"""The statements of the Olist sample equal an independent recomputation, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.acceptance import olist
from tests.acceptance.deployment import numbers_before

pytestmark = pytest.mark.acceptance

each_month = pytest.mark.parametrize("month", olist.MONTHS, ids=lambda month: f"{month:%Y-%m}")


@each_month
def test_every_seller_is_owed_what_the_files_say(history, month):
    owed = {
        row["supplier_code"]: olist.Owed(
            int(row["line_count"]),
            Decimal(row["gross"]),
            Decimal(row["commission"]),
            Decimal(row["net"]),
        )
        for row in history.statements[month]
    }
    assert owed == olist.owed_in(month)


@each_month
def test_a_seller_has_one_statement_a_month(history, month):
    sellers = [row["supplier_code"] for row in history.statements[month]]
    assert len(sellers) == len(set(sellers))


@pytest.mark.usefixtures("acceptance_data")
def test_the_two_years_add_up():
    owed = [sum_ for (_, month), sum_ in olist.owed_by_seller_and_month().items()
            if month in olist.MONTHS]  # fmt: skip
    assert len(owed) == 3392
    assert sum(owed, olist.Owed()) == olist.Owed(
        5893, Decimal("838182.06"), Decimal("86394.43"), Decimal("751787.63")
    )


def test_nothing_was_refunded_adjusted_or_carried(history):
    amounts = {
        row[column]
        for rows in history.statements.values()
        for row in rows
        for column in ("refunds", "adjustments", "carried_in")
    }
    assert amounts == {"0.00"}


def test_the_statements_name_their_period(history):
    periods = {
        (row["period_from"], row["period_to"]) for row in history.statements[olist.MONTHS[11]]
    }
    assert periods == {("2017-12-01", "2018-01-01")}


@each_month
def test_a_settlement_says_how_many_statements_it_created(history, month):
    assert numbers_before("created", history.settled[month]) == [len(olist.owed_in(month))]


@each_month
def test_a_second_settlement_creates_nothing(history, month):
    assert numbers_before("created", history.settled_again[month]) == [0]


def test_a_second_settlement_leaves_every_row_as_it_was(history):
    assert history.rows["settled again"] == history.rows["settled"]
