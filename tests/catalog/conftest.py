"""Makers of what the tests of the catalogue speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.party import services as parties
from core.testing import make_user
from core.user import services as users
from plugins.catalog.order import services as orders
from plugins.catalog.product import services as products
from plugins.catalog.request import services as requests
from plugins.catalog.stock import services as stock
from plugins.catalog.stock.models import Kind
from plugins.catalog.supply import services as supplies
from plugins.catalog.warehouse import services as warehouses

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)


@pytest.fixture
def by(session):
    return users.system_user(session)


@pytest.fixture
def make_supplier(session, by):
    def make(code: str = "GYS1"):
        return parties.create_party(
            session, code=code, name=f"供应商 {code}", is_supplier=True, by=by
        )

    return make


@pytest.fixture
def make_product(session, by):
    def make(code: str = "A1", **facts):
        told = {
            "title": f"保温杯 {code}",
            "family": "",
            "options": "",
            "category": "厨具",
            "barcode": "",
            "price": Decimal("19.90"),
            "is_listed": True,
            "listed_on": None,
        }
        return products.create_product(session, code=code, by=by, **told | facts)

    return make


@pytest.fixture
def make_warehouse(session, by):
    def make(code: str = "HZ1", **facts):
        return warehouses.create_warehouse(
            session, code=code, name=f"仓库 {code}", by=by, **{"ships": False} | facts
        )

    return make


@pytest.fixture
def agree(session, by):
    def agreed(product, supplier, **terms):
        told = {
            "lead_days": 9,
            "lead_deviation": Decimal(0),
            "minimum": Decimal(1),
            "pack": Decimal(12),
            "price": Decimal("7.50"),
            "is_usual": True,
        }
        return supplies.agree(session, product, supplier, by=by, **told | terms)

    return agreed


@pytest.fixture
def move(session, by):
    def moved(product, warehouse, quantity, kind=Kind.ADJUSTMENT, on=TODAY):
        now = NOW - (TODAY - on)
        return stock.move(
            session, product, warehouse, Decimal(quantity), kind, by=by, on=on, now=now
        )

    return moved


@pytest.fixture
def sell_daily(move):
    """Put something on stock, then sell the same every day up to and with today."""

    def sold(product, warehouse, *, daily: int, days: int, left: int):
        start = TODAY - timedelta(days=days)
        move(product, warehouse, daily * days + left, on=start)
        for back in range(days - 1, -1, -1):
            move(product, warehouse, -daily, Kind.SALE, on=TODAY - timedelta(days=back))

    return sold


@pytest.fixture
def stocked(make_product, make_supplier, make_warehouse, agree, sell_daily):
    """Return a product that one supplier delivers and one warehouse sells daily."""
    supplier, house = make_supplier(), make_warehouse()

    def put(code: str = "A1", *, daily: int = 4, days: int = 56, left: int = 31):
        product = make_product(code)
        agree(product, supplier)
        sell_daily(product, house, daily=daily, days=days, left=left)
        return product

    return put


@pytest.fixture
def buy(session, by):
    """Ask for units, let a colleague approve them, order them and send the order."""

    def bought(product, supplier, warehouse, quantity, price="7.50"):
        colleague = make_user(session, "catalog.request.approve", "core.approval.index")
        request = requests.create_request(
            session,
            product,
            supplier,
            warehouse,
            quantity=Decimal(quantity),
            price=Decimal(price),
            reason="补货",
            by=by,
            on=TODAY,
            now=NOW,
        )
        requests.approval.sign(session, requests.PURCHASE, request, by=colleague, now=NOW)
        order = orders.place(session, request, by=by, now=NOW)
        orders.send(session, order, by=by, now=NOW)
        session.commit()
        return order.id

    return bought
