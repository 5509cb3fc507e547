"""Fills the catalogue of a demo company.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import hooks
from core.party.models import Party
from core.party.queries import suppliers
from core.reports import Count
from core.user.models import User
from plugins.catalog.demo import queries
from plugins.catalog.product import services as products
from plugins.catalog.product.models import Product
from plugins.catalog.product.services import Facts
from plugins.catalog.restock import services as restock
from plugins.catalog.stock import services as stock
from plugins.catalog.stock.models import Kind
from plugins.catalog.supply import services as supplies
from plugins.catalog.warehouse import services as warehouses

WINDOW = 70
OWN = (
    ("BWB-500", "保温杯 500ml", "厨具"),
    ("SJK-A4", "手账本 A4", "文具"),
    ("YS-01", "折叠雨伞", "日用"),
)


def seed(session: Session, *, by: User, today: date, now: datetime) -> list[str]:
    """Put what the demo's shops sell on stock, some of it low, and suggest what to restock."""
    chance = Random(f"catalog {today.isoformat()}")
    told = _sold(session) or [Facts(code, title, category=kind) for code, title, kind in OWN]
    count = Count("")
    products.record_products(session, told, count, by=by)
    start = today - timedelta(days=WINDOW)
    house = warehouses.create_warehouse(
        session, code="HZ1", name="杭州一仓", ships=True, counts_from=start, by=by
    )
    warehouses.create_warehouse(session, code="GZ1", name="广州二仓", ships=False, by=by)
    session.flush()
    stock.post_sales(session)
    sold = {key: units for key, units in session.execute(queries.sold(house.id))}
    people = list(session.scalars(suppliers()))
    for place, product in enumerate(session.scalars(queries.products([one.code for one in told]))):
        _supply(session, product, people, chance, by)
        left = Decimal(chance.randrange(3, 60) if place % 3 else chance.randrange(2))
        opening = sold.get(product.id, Decimal(0)) + left
        if opening > 0:
            stock.move(
                session, product, house, opening, Kind.ADJUSTMENT, reason="期初库存", by=by,
                on=start, now=now - timedelta(days=WINDOW),
            )  # fmt: skip
    outcome = restock.run(session, by=by, on=today)
    return [_("%(count)s products in stock", count=count.added), outcome.text]


def _sold(session: Session) -> list[Facts]:
    """Return what shops sold, as far as another plugin tells."""
    found: dict[str, Facts] = {}
    for answer in hooks.call("catalog_sales_source", stock.sales_source):
        for code, title in session.execute(queries.goods(answer.result.sold)):
            found[code] = Facts(code, title)
    return list(found.values())


def _supply(
    session: Session, product: Product, people: list[Party], chance: Random, by: User
) -> Any:
    if not people:
        return
    supplies.agree(
        session,
        product,
        people[product.id % len(people)],
        lead_days=chance.choice((3, 5, 9, 14)),
        lead_deviation=Decimal(chance.choice((0, 1, 2))),
        minimum=Decimal(chance.choice((1, 10, 20))),
        pack=Decimal(chance.choice((1, 6, 12))),
        price=Decimal(chance.randrange(1_500, 20_000)).scaleb(-2),
        is_usual=True,
        by=by,
    )
