from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import func, select

from core.clock import now
from core.testing import make_user
from plugins.orders.demo import rules, services
from plugins.orders.intake.importer import importer
from plugins.orders.ledger.models import Order
from plugins.orders.plugin import check_invariants
from plugins.orders.points.models import Kind, Points
from plugins.orders.refund.models import Refund, State
from plugins.orders.report.models import Report
from plugins.orders.report.models import State as ReportState

TODAY = date(2026, 11, 23)


def test_the_same_day_invents_the_same_sales() -> None:
    assert list(rules.rows(200, TODAY)) == list(rules.rows(200, TODAY))
    assert list(rules.rows(200, TODAY)) != list(rules.rows(200, TODAY + timedelta(days=1)))


def test_every_row_fills_the_columns_of_the_profile() -> None:
    known = {column.name for column in importer.profile("generic").files["rows"].columns.values()}
    assert set(rules.HEADER) == known
    assert {len(row) for row in islice(rules.rows(50, TODAY), 60)} == {len(rules.HEADER)}


def test_orders_begin_four_months_ago_and_end_today() -> None:
    placed = [str(row[rules.HEADER.index("下单时间")])[:10] for row in rules.rows(500, TODAY)]
    assert (min(placed), max(placed)) >= ("2026-07-21", "2026-11-23")
    assert max(placed) == "2026-11-23"


def test_who_has_not_paid_has_paid_nothing() -> None:
    paid_at, amount = (rules.HEADER.index(name) for name in ("付款时间", "实付金额"))
    for row in rules.rows(500, TODAY):
        assert bool(row[paid_at]) is (row[amount] != "0.00")


def test_the_demo_comes_through_the_importer_and_the_services(session) -> None:
    by = make_user(session, "*", name="Meng")
    told = services.seed(session, importer, by=by, today=TODAY, now=now(), orders=300)
    assert "Orders: 300 added, 0 changed, 0 unchanged, 0 refused" in told
    assert session.scalar(select(func.count(Order.id))) == 303  # three of them are reported
    reported = Counter(report.state for report in session.scalars(select(Report)))
    assert reported == {ReportState.APPROVED: 3, ReportState.SUBMITTED: 1, ReportState.DRAFT: 1}
    assert {one.kind for one in session.scalars(select(Points))} == {Kind.EARN, Kind.CONFIRM}
    states = Counter(refund.state for refund in session.scalars(select(Refund)))
    assert states[State.PAID_OUT] > states[State.REQUESTED] > 0
    assert all(
        refund.requested_by_id != refund.decided_by_id for refund in session.scalars(select(Refund))
    )
    assert check_invariants(session) == []
