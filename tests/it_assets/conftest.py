"""Makers of what the tests of equipment speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.party import services as parties
from core.testing import make_user
from core.user import services as users
from plugins.it_assets.asset import services as assets
from plugins.it_assets.category import queries as category_queries
from plugins.it_assets.category import services as categories
from plugins.it_assets.category.models import Category
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.handover import queries
from plugins.it_assets.handover import services as handovers
from plugins.it_assets.handover.models import Kind, Way
from plugins.it_assets.model import services as models
from plugins.it_assets.place import services as places
from plugins.it_assets.purchase import queries as purchase_queries
from plugins.it_assets.purchase import services as purchases
from plugins.it_assets.receipt import services as receipts
from plugins.it_assets.request import services as requests

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)


@pytest.fixture
def by(session):
    return users.system_user(session)


@pytest.fixture
def make_asset(session, by):
    """Make an asset of a category, which is made if there is none."""
    made = {}

    def make(tag: str = "", *, category: str = "笔记本电脑", terms: str = "", **facts):
        kind = {
            name: facts.pop(name) for name in ("method", "months", "residual_rate") if name in facts
        }
        if category not in made:
            found = session.scalar(category_queries.named(category))
            group = found or categories.create_category(
                session, name=category, terms=terms, by=by, **kind
            )
            made[category] = models.create_model(
                session, name=f"{category} 13", manufacturer="联想", category=group, by=by
            )
        told = {"purchased_on": date(2025, 1, 15), "cost": Decimal("6000.00"), "currency": "CNY"}
        return assets.create_asset(
            session, model=made[category], tag=tag, on=TODAY, by=by, **told | facts
        )

    return make


@pytest.fixture
def hand_over(session, by):
    """Prepare a handover, and sign it unless told otherwise."""

    def hand(tags, holder=None, *, kind=Kind.CHECK_OUT, on=TODAY, signs=True, **facts):
        made = handovers.prepare(
            session,
            kind=kind,
            holder=Holder(holder) if isinstance(holder, str) else holder,
            conditions=tags if isinstance(tags, dict) else dict.fromkeys(tags, ""),
            by=by,
            on=on,
            now=NOW,
            **facts,
        )
        if signs:
            handovers.sign(
                session, made, signature=made.holder_name, way=Way.DEVICE, by=by, on=on, now=NOW
            )
        session.commit()
        return session.scalars(queries.whole(made.id)).one()

    return hand


@pytest.fixture
def make_model(session, by):
    def make(name="X1"):
        kind = session.scalars(select(Category).where(Category.name == "笔记本")).first()
        kind = kind or categories.create_category(session, name="笔记本", by=by)
        return models.create_model(session, name=name, category=kind, by=by)

    return make


@pytest.fixture
def make_place(session, by):
    def make(name="总部"):
        return places.create_place(session, name=name, by=by)

    return make


@pytest.fixture
def make_piece(session, by, make_model):
    def make(place, model=None, **facts):
        told = {"cost": Decimal(5000), "purchased_on": TODAY} | facts
        return assets.create_asset(
            session,
            model=model or make_model(),
            place=place,
            currency="CNY",
            by=by,
            on=TODAY,
            **told,
        )

    return make


@pytest.fixture
def asker(session):
    """A colleague who needs something; the others buy, approve and receive it."""
    return make_user(session, "it_assets.request.create", name="Meng")


@pytest.fixture
def chief(session):
    signs = ("it_assets.request.approve", "it_assets.variance.approve", "core.approval.index")
    return make_user(session, *signs, name="Chen")


@pytest.fixture
def make_vendor(session, by):
    def make(code="V1"):
        return parties.create_party(session, code=code, name=f"商家 {code}", is_vendor=True, by=by)

    return make


@pytest.fixture
def ask(session, asker, make_model):
    def asked(quantity=3, price="1000", model=None, **facts):
        told = {"title": "", "reason": "新同事入职", "by": asker, "on": TODAY, "now": NOW} | facts
        return requests.create_request(
            session,
            model or make_model(),
            quantity=quantity,
            price=Decimal(price),
            **told,
        )

    return asked


@pytest.fixture
def approve(session, chief):
    def approved(request):
        requests.approval.sign(session, requests.EQUIPMENT, request, by=chief, now=NOW)
        return request

    return approved


@pytest.fixture
def offer(session, by):
    def offered(request, vendor, price):
        return purchases.record_quote(
            session, request, vendor, price=Decimal(price), by=by, on=TODAY
        )

    return offered


@pytest.fixture
def order(session, by):
    def ordered(request, quote, **facts):
        return purchases.order(session, request, quote.id, by=by, on=TODAY, now=NOW, **facts)

    return ordered


@pytest.fixture
def bought(session, ask, approve, offer, order, make_vendor):
    """Three pieces at 900, ordered after 1000 each were approved."""
    request = approve(ask())
    offer(request, make_vendor("V2"), "950")
    key = order(request, offer(request, make_vendor("V1"), "900")).id
    return session.scalars(purchase_queries.purchase(key)).one()


@pytest.fixture
def came(session, by, make_place, bought):
    """Take in some pieces of the purchase, by the usual clerk."""
    model, place = bought.request.model, make_place()

    def took(quantity, serials="", **facts):
        told = {"by": by, "on": TODAY, "now": NOW} | facts
        return receipts.receive(
            session, bought, model, place, quantity=quantity, serials=serials, **told
        )

    return took
