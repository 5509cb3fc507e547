from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from core.errors import BusinessError
from plugins.catalog.plugin import check_invariants
from plugins.catalog.product.models import Product
from plugins.catalog.stock import services
from plugins.catalog.stock.models import Level, Move
from plugins.catalog.suggestion.rules import Day, days_in_stock
from tests.catalog.conftest import NOW, TODAY


def on_hand(session, product, warehouse):
    session.expire_all()
    return session.scalar(
        select(Level.on_hand).where(
            Level.product_id == product.id, Level.warehouse_id == warehouse.id
        )
    )


def test_the_stock_is_the_sum_of_its_moves(session, make_product, make_warehouse, move) -> None:
    product, house = make_product(), make_warehouse()
    for quantity in ("10", "-3", "0.5"):
        move(product, house, quantity)
    assert on_hand(session, product, house) == Decimal("7.5")
    assert check_invariants(session) == []


def test_more_than_lies_there_does_not_leave(session, make_product, make_warehouse, move) -> None:
    product, house = make_product(), make_warehouse()
    move(product, house, 2)
    session.commit()
    with pytest.raises(BusinessError, match=r"2.*保温杯"):
        move(product, house, -3)
    session.rollback()
    assert on_hand(session, product, house) == 2


def test_a_transfer_takes_from_one_and_brings_to_the_other(
    session, by, make_product, make_warehouse, move
) -> None:
    product, here, there = make_product(), make_warehouse("A"), make_warehouse("B")
    move(product, here, 10)
    services.transfer(
        session, product, here, there, Decimal(4), reason="", by=by, on=TODAY, now=NOW
    )
    assert on_hand(session, product, here) == 6
    assert on_hand(session, product, there) == 4


def test_a_transfer_to_the_same_place_is_refused(session, by, make_product, make_warehouse) -> None:
    product, here = make_product(), make_warehouse()
    with pytest.raises(BusinessError):
        services.transfer(
            session, product, here, here, Decimal(4), reason="", by=by, on=TODAY, now=NOW
        )


@pytest.mark.parametrize("statement", [update(Move).values(quantity=1), delete(Move)])
def test_the_database_refuses_to_change_a_move(
    session, make_product, make_warehouse, move, statement
) -> None:
    move(make_product(), make_warehouse(), 5)
    session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(statement)
    session.rollback()


def test_a_level_that_differs_from_its_moves_is_found(
    session, make_product, make_warehouse, move
) -> None:
    move(make_product(), make_warehouse(), 5)
    session.execute(update(Level).values(on_hand=Decimal(6)))
    assert [fault.rule for fault in check_invariants(session)] == ["catalog.stock.summed"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.booleans(), st.integers(-9, 9).filter(bool)), max_size=12))
def test_no_unit_is_lost_and_none_is_taken_that_is_not_there(
    session, make_product, make_warehouse, move, moves
) -> None:
    product = make_product(f"H{session.scalar(select(func.count(Product.id)))}")
    houses = [make_warehouse(f"{product.code}{one}") for one in "ab"]
    session.commit()
    expected = [0, 0]
    for place, quantity in moves:
        if expected[place] + quantity < 0:
            with pytest.raises(BusinessError):
                move(product, houses[place], quantity)
            session.rollback()
        else:
            move(product, houses[place], quantity)
            session.commit()
            expected[place] += quantity
    assert [on_hand(session, product, one) or 0 for one in houses] == expected


def test_days_out_of_stock_say_nothing_of_demand() -> None:
    moved = {
        TODAY - timedelta(days=3): Day(Decimal(-4), Decimal(4)),  # sold out on this day
        TODAY: Day(Decimal(5), Decimal(1), Decimal(6)),  # six came, one was sold
    }
    days = days_in_stock(moved, Decimal(5), since=TODAY - timedelta(days=5), on=TODAY)
    assert days == [0.0, 0.0, 4.0, 1.0]  # two days with stock, the last four, the day of receipt
