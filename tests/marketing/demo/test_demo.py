"""The invented campaign can be followed to its orders, and keeps every invariant."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from core import check
from core.testing import make_user
from plugins.marketing.attribution.models import Credit
from plugins.marketing.demo import services
from plugins.marketing.hit.models import Hit
from plugins.marketing.lead.models import Lead
from plugins.orders.ledger.rules import LineDraft
from tests.marketing.conftest import NOW, TODAY
from tests.orders.conftest import Shop


def test_the_orders_of_the_campaign_can_be_followed(session):
    shop = Shop(session)
    line = LineDraft(
        1, "P1", "S1", Decimal(1), Decimal(200), Decimal(0), Decimal(0), Decimal(0), Decimal(60)
    )
    shop.sell(lines=[line], placed_at=NOW)
    admin = make_user(session, "*", name="Meng")
    assert services.seed(session, by=admin, today=TODAY, now=NOW)
    assert session.scalars(sa.select(sa.func.count(Lead.id))).one() == 1
    assert session.scalars(sa.select(sa.func.count(Hit.id))).one() > 0
    assert session.scalars(sa.select(sa.func.sum(Credit.revenue))).one() == 6 * 200
    assert [fault for fault in check.find_faults(session) if "marketing" in fault.rule] == []


def test_it_works_without_orders(session):
    admin = make_user(session, "*", name="Meng")
    assert services.seed(session, by=admin, today=TODAY, now=NOW)
    assert session.scalars(sa.select(sa.func.count(Lead.id))).one() == 0
