"""Fills the catalogue of a demo company.  Services flush; they never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import hooks
from core.approval import services as approval
from core.party.models import Party
from core.party.queries import suppliers
from core.reports import Count
from core.user.models import User
from plugins.catalog.demo import queries
from plugins.catalog.order import services as orders
from plugins.catalog.product import services as products
from plugins.catalog.product.models import Product
from plugins.catalog.product.services import Facts
from plugins.catalog.receipt import services as receipts
from plugins.catalog.request import services as requests
from plugins.catalog.restock import services as restock
from plugins.catalog.stock import services as stock
from plugins.catalog.stock.models import Kind
from plugins.catalog.supply import services as supplies
from plugins.catalog.supply.models import Supply
from plugins.catalog.warehouse import services as warehouses
from plugins.catalog.warehouse.models import Warehouse

WINDOW = 70
OWN = (
    ("BWB-500", "保温杯 500ml", "厨具"),
    ("SJK-A4", "手账本 A4", "文具"),
    ("YS-01", "折叠雨伞", "日用"),
)


DAY = timedelta(days=1)


@dataclass(frozen=True)
class Purchase:
    """How far something is bought that was asked for some days ago."""

    days: int
    units: Decimal
    came: Decimal = Decimal(0)
    is_approved: bool = True
    is_ordered: bool = True


PURCHASES = (
    Purchase(18, Decimal(48), Decimal(48)),
    Purchase(12, Decimal(60), Decimal(24)),
    Purchase(10, Decimal(36)),  # late
    Purchase(2, Decimal(40), is_ordered=False),
    Purchase(1, Decimal(24), is_approved=False),
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
    short: list[Supply] = []
    for place, product in enumerate(session.scalars(queries.products([one.code for one in told]))):
        supply = _supply(session, product, people, chance, by)
        if supply is not None and not place % 3:
            short.append(supply)
        left = Decimal(chance.randrange(3, 60) if place % 3 else chance.randrange(2))
        opening = sold.get(product.id, Decimal(0)) + left
        if opening > 0:
            stock.move(
                session, product, house, opening, Kind.ADJUSTMENT, reason="期初库存", by=by,
                on=start, now=now - timedelta(days=WINDOW),
            )  # fmt: skip
    ordered = _buy(session, short, house, now)
    outcome = restock.run(session, by=by, on=today)
    return [
        _("%(count)s products in stock", count=count.added),
        _("Purchases: %(count)s", count=ordered),
        outcome.text,
    ]


def _buy(session: Session, short: list[Supply], house: Warehouse, now: datetime) -> int:
    """Buy what is short, each piece as far as :data:`PURCHASES` says; return how many."""
    asking, signing = (
        session.scalars(queries.who_may(one)).all()
        for one in ("catalog.request.create", "catalog.request.approve")
    )
    clerks = [one for one in asking if one not in signing]
    if not clerks or not signing:
        return 0
    people = clerks[0], signing[-1]
    for supply, purchase in zip(short, PURCHASES, strict=False):
        _purchase(session, supply, house, purchase, people, now)
    return min(len(short), len(PURCHASES))


def _purchase(
    session: Session,
    supply: Supply,
    house: Warehouse,
    purchase: Purchase,
    people: tuple[User, User],
    now: datetime,
) -> None:
    asks, signs = people
    asked = now - timedelta(days=purchase.days)
    request = requests.create_request(
        session,
        session.get_one(Product, supply.product_id),
        session.get_one(Party, supply.supplier_id),
        house,
        quantity=purchase.units,
        price=supply.price,
        reason="库存低于补货点",
        by=asks,
        on=asked.date(),
        now=asked,
    )
    if not purchase.is_approved:
        return
    approval.sign(session, requests.PURCHASE, request, by=signs, now=asked + DAY)
    if not purchase.is_ordered:
        return
    order = orders.place(session, request, by=asks, now=asked + DAY)
    expected = (asked + 6 * DAY).date()
    orders.send(session, order, by=asks, now=asked + DAY, expected_on=expected)
    if purchase.came:
        line = session.scalars(queries.line_of(request.id)).one()
        came, note = {line: purchase.came}, f"SH{request.id:06}"
        receipts.receive(session, order, came, note=note, by=asks, on=expected, now=asked + 6 * DAY)


def _sold(session: Session) -> list[Facts]:
    """Return what shops sold, as far as another plugin tells."""
    found: dict[str, Facts] = {}
    for answer in hooks.call("catalog_sales_source", stock.sales_source):
        for code, title in session.execute(queries.goods(answer.result.sold)):
            found[code] = Facts(code, title)
    return list(found.values())


def _supply(
    session: Session, product: Product, people: list[Party], chance: Random, by: User
) -> Supply | None:
    if not people:
        return None
    return supplies.agree(
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
