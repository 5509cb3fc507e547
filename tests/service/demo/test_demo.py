"""The demo company has customers with numbers, duplicates to decide, and cases."""

from __future__ import annotations

import sqlalchemy as sa

from core.testing import make_user
from plugins.orders.plugin import seed_demo as seed_orders
from plugins.service.casework.models import Case
from plugins.service.casework.rules import Kind
from plugins.service.duplicate.models import Duplicate
from plugins.service.plugin import check_invariants, seed_demo
from plugins.service.quality.models import QualityRecord
from tests.service.conftest import TODAY


def test_the_demo_has_something_on_each_page(session):
    boss = make_user(session, "*", name="Boss")
    seed_orders(session=session, by=boss, today=TODAY, orders=60)
    told = seed_demo(session=session, by=boss, today=TODAY, orders=60)
    assert len(told) == 4
    cases = session.scalars(sa.select(Case)).all()
    assert len({case.state for case in cases}) > 3
    assert all(case.party_id and case.order_id for case in cases)
    assert all((case.signed_on is None) is (case.kind is Kind.ENQUIRY) for case in cases)
    assert session.scalar(sa.select(sa.func.count(Duplicate.id))) > 0
    records = session.scalars(sa.select(QualityRecord)).all()
    assert len({record.state for record in records}) > 3
    assert check_invariants(session) == []


def test_a_demo_without_orders_has_no_cases(desk, session):
    assert seed_demo(session=session, by=desk.manager, today=TODAY, orders=0)[-1].startswith("0")
