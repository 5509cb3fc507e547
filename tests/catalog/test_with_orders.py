"""What shops sell leaves the stock, and comes back when it is returned."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import literal, select

from core.db import Quantity
from core.hooks import hookimpl
from plugins.catalog.contract import SalesSource
from plugins.catalog.stock import services
from plugins.catalog.stock.models import Level, Move
from plugins.orders.with_catalog import catalog_sales_source


@pytest.fixture
def sold(app, session, make_product, make_warehouse, move, answering):
    """Let a plugin tell what it sold, as rows that a test may change."""
    product, house = make_product(), make_warehouse()
    move(product, house, 10)
    session.commit()
    told: dict[str, str] = {"quantity": "3"}

    class Shop:
        @hookimpl
        def catalog_sales_source(self) -> SalesSource:
            own = catalog_sales_source()
            rows = select(
                literal(1).label("source_id"),
                literal("A1").label("product_code"),
                literal("杯").label("product_title"),
                literal(Decimal(told["quantity"]), Quantity).label("quantity"),
                select(Move.moved_at).limit(1).scalar_subquery().label("moved_at"),
                select(Move.moved_on).limit(1).scalar_subquery().label("moved_on"),
            )
            return SalesSource("sample.line", rows, own.returned, own.committed)

    answering(Shop())
    return told


def on_hand(session):
    session.expire_all()
    return session.scalars(select(Level.on_hand)).one()


def test_what_was_sold_leaves_once(session, sold) -> None:
    assert services.post_sales(session) == 1
    assert services.post_sales(session) == 0
    assert on_hand(session) == 7


def test_a_sale_that_changes_later_is_corrected(session, sold) -> None:
    services.post_sales(session)
    sold["quantity"] = "5"
    services.post_sales(session)
    assert on_hand(session) == 5
    sold["quantity"] = "0"
    services.post_sales(session)
    assert on_hand(session) == 10
