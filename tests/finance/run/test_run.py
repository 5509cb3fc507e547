"""What a run puts into which statement."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from core.clock import PeriodKind
from core.db import db
from core.errors import BusinessError
from core.user.models import User
from plugins.finance.contract import PayableSource
from plugins.finance.settlement import services as statements
from plugins.finance.settlement.models import Line, Run, State, Statement
from plugins.finance.terms.models import Basis, Event, Mode
from tests.finance.conftest import PROBE

JANUARY = (date(2026, 1, 1), date(2026, 2, 1))
FEBRUARY = (date(2026, 2, 1), date(2026, 3, 1))
MARCH = (date(2026, 3, 1), date(2026, 4, 1))
NOW = datetime(2026, 11, 23, tzinfo=UTC)
THIRDS = ("33.33", "33.34", "33.33")


def count(session, model) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_supplier_gets_one_statement_of_all_lines_of_the_period(shop, acme, sums) -> None:
    other = shop.supplier("S2")
    for price in ("100.00", "0.05", "19.99"):
        shop.sell(acme, price)
    shop.sell(other, "50.00")
    result = shop.settle()
    assert (result.statements, result.lines) == (2, 4)
    assert sums(shop.statement(acme)) == ("120.04", "12.01", "0.00", "0.00", "0.00", "108.03")
    assert shop.statement(acme).line_count == 3
    assert shop.statement(other).net == Decimal("45.00")


def test_a_line_belongs_to_the_period_in_which_its_window_has_passed(shop, acme) -> None:
    last = shop.sell(acme, "1.00", date(2026, 1, 23))
    next_month = shop.sell(acme, "2.00", date(2026, 1, 24))
    shop.settle()
    assert [line.source_id for line in shop.lines()] == [last]
    shop.settle(FEBRUARY)
    assert shop.line(next_month).eligible_on == date(2026, 2, 1)
    assert shop.statement(acme, FEBRUARY).gross == Decimal("2.00")


def test_the_same_period_again_creates_nothing(shop, acme, sums) -> None:
    shop.refund(shop.sell(acme, "100.00"), "10.00")
    shop.settle()
    before = sums(shop.statement(acme))
    again = shop.settle()
    assert (again.statements, again.lines) == (0, 0)
    assert sums(shop.statement(acme)) == before
    assert (count(shop.session, Statement), count(shop.session, Run)) == (1, 1)


def test_a_new_line_joins_a_draft(shop, acme) -> None:
    shop.sell(acme, "100.00")
    shop.settle()
    shop.sell(acme, "10.00")
    assert (shop.settle().statements, shop.statement(acme).net) == (0, Decimal("99.00"))


@pytest.mark.parametrize("steps", [["send"], ["send", "confirm", "freeze"]])
def test_a_late_line_follows_as_an_adjustment_with_its_own_date(shop, acme, sums, steps) -> None:
    shop.sell(acme, "100.00")
    shop.settle()
    shop.take(shop.statement(acme), *steps)
    late = shop.sell(acme, "10.00")
    assert shop.settle().lines == 0
    shop.settle(FEBRUARY)
    assert sums(shop.statement(acme)) == ("100.00", "10.00", "0.00", "0.00", "0.00", "90.00")
    assert sums(shop.statement(acme, FEBRUARY)) == ("0.00", "0.00", "0.00", "9.00", "0.00", "9.00")
    assert shop.line(late).event_on == date(2026, 1, 5)


def test_a_line_from_before_the_first_run_waits_for_its_own_period(shop, acme) -> None:
    early = shop.sell(acme, "10.00")
    assert shop.settle(FEBRUARY).lines == 0
    assert shop.settle(JANUARY).lines == 1
    assert shop.line(early).statement_id == shop.statement(acme).id


def test_a_refund_in_the_period_of_its_line_is_taken_from_the_same_statement(
    shop, acme, sums
) -> None:
    shop.refund(shop.sell(acme, "100.00"), "40.00")
    shop.settle()
    assert sums(shop.statement(acme)) == ("100.00", "10.00", "36.00", "0.00", "0.00", "54.00")


def test_a_refund_after_freezing_is_an_adjustment_of_the_next_statement(shop, acme, sums) -> None:
    line = shop.sell(acme, "100.00")
    shop.settle()
    shop.take(shop.statement(acme), "send", "confirm", "freeze")
    shop.refund(line, "40.00", date(2026, 1, 31))
    shop.sell(acme, "100.00", date(2026, 2, 1))
    assert shop.settle().lines == 0
    shop.settle(FEBRUARY)
    assert sums(shop.statement(acme, FEBRUARY)) == (
        *("100.00", "10.00", "0.00", "-36.00", "0.00", "54.00"),
    )


def test_a_refund_whose_reason_keeps_the_commission_takes_back_all(shop, acme) -> None:
    shop.refund(shop.sell(acme, "100.00"), "40.00", returns_commission=False)
    shop.settle()
    assert shop.statement(acme).refunds == Decimal("40.00")


@pytest.mark.parametrize("at_once", [True, False])
def test_partial_refunds_reverse_exactly_the_whole(shop, at_once) -> None:
    shop.agree(rate=Decimal("0.05"))
    acme = shop.supplier("S1")
    line = shop.sell(acme, "100.00", quantity=Decimal(3))
    shop.settle()
    for day, third in enumerate(THIRDS, start=20):
        shop.refund(line, third, date(2026, 1, day))
        if not at_once:
            shop.settle()
    shop.settle()
    back = [line for line in shop.lines() if line.refund_of_id]
    assert [str(-line.gross) for line in back] == list(THIRDS)
    assert [str(-line.commission) for line in back] == ["1.67", "1.66", "1.67"]
    assert shop.statement(acme).net == Decimal(0)


def test_units_returned_to_a_supplier_of_agreed_cost_sum_up_to_the_cost(shop) -> None:
    shop.agree(mode=Mode.SOLD_THROUGH, rate=Decimal(0))
    acme = shop.supplier("S1")
    line = shop.sell(acme, "200.00", quantity=Decimal(3), unit_cost=Decimal("33.34"))
    for day in (20, 21, 22):
        shop.refund(line, "66.66", date(2026, 1, day))
    shop.settle()
    assert shop.line(line).net == Decimal("100.02")
    assert shop.statement(acme).net == Decimal(0)


def test_freight_that_bears_commission_but_is_not_settled_is_never_taken_back_twice(shop) -> None:
    shop.agree(basis=Basis.PRICE, commission_on=Basis.PRICE_FREIGHT)
    acme = shop.supplier("S1")
    line = shop.sell(acme, "100.00", freight=Decimal("20.00"))
    shop.refund(line, "100.00", freight=Decimal("20.00"))
    shop.settle()
    assert shop.line(line).commission == Decimal("12.00")
    assert shop.statement(acme).net == Decimal(0)


def test_freight_is_settled_and_charged_where_the_terms_say_so(shop, sums) -> None:
    shop.agree(basis=Basis.PAID_FREIGHT, commission_on=Basis.PAID)
    acme = shop.supplier("S1")
    facts = {"seller_discount": Decimal("10.00"), "paid": Decimal("85.00")}
    line = shop.sell(acme, "100.00", freight=Decimal("8.00"), **facts)
    shop.settle()
    assert sums(shop.statement(acme)) == ("98.00", "9.00", "0.00", "0.00", "0.00", "89.00")
    shop.refund(line, "85.00", freight=Decimal("8.00"))
    shop.settle()
    assert shop.statement(acme).net == Decimal(0)


def test_a_negative_net_pays_nothing_and_is_carried(shop, acme, sums) -> None:
    line = shop.sell(acme, "100.00")
    shop.settle()
    shop.take(shop.statement(acme), "send", "confirm", "freeze", "approve")
    shop.refund(line, "100.00", date(2026, 2, 2))
    shop.settle(FEBRUARY)
    february = shop.take(shop.statement(acme, FEBRUARY), "send", "confirm", "freeze")
    assert (february.net, february.payable) == (Decimal("-90.00"), Decimal(0))
    shop.sell(acme, "200.00", date(2026, 3, 1))
    shop.settle(MARCH)
    march = shop.statement(acme, MARCH)
    assert sums(march) == ("200.00", "20.00", "0.00", "0.00", "-90.00", "90.00")
    assert (february.state, february.carried_into_id) == (State.CARRIED, march.id)


def test_a_shortfall_that_is_frozen_late_still_reaches_the_draft_that_follows(shop, acme) -> None:
    line = shop.sell(acme, "100.00")
    shop.refund(line, "100.00", returns_commission=False)
    shop.sell(acme, "200.00", date(2026, 2, 1))
    shop.settle()
    shop.settle(FEBRUARY)
    shop.take(shop.statement(acme), "send", "confirm", "freeze")
    shop.settle(FEBRUARY)
    assert shop.statement(acme, FEBRUARY).carried_in == Decimal("-10.00")
    assert shop.statement(acme, FEBRUARY).net == Decimal("170.00")


def test_a_held_line_comes_back_after_its_dispute(shop, acme, sums) -> None:
    shop.sell(acme, "100.00")
    held = shop.sell(acme, "10.00")
    shop.settle()
    january = shop.take(shop.statement(acme), "send")
    statements.dispute(shop.session, shop.line(held), reason="not ours", by=shop.clerk, now=NOW)
    shop.take(january, "freeze")
    assert (january.net, shop.settle(FEBRUARY).lines) == (Decimal("90.00"), 0)
    statements.release(shop.session, shop.line(held), by=shop.clerk, now=NOW)
    assert shop.settle(FEBRUARY).lines == 1
    assert sums(shop.statement(acme, FEBRUARY)) == ("0.00", "0.00", "0.00", "9.00", "0.00", "9.00")


def test_a_supplier_without_terms_is_left_out_and_named_once(shop) -> None:
    acme, other = shop.supplier("S1"), shop.supplier("S2")
    shop.agree(acme)
    for supplier in (acme, other, other):
        shop.sell(supplier, "10.00")
    result = shop.settle()
    assert (result.statements, result.without_terms) == (1, ["S2"])
    assert "S2" in result.text_lines()[-1]
    shop.agree(other)
    assert shop.settle().statements == 1


def test_a_product_without_agreed_cost_makes_no_empty_statement(shop) -> None:
    shop.agree(mode=Mode.SOLD_THROUGH, rate=Decimal(0), costs={"A": Decimal("8.00")})
    acme, other = shop.supplier("S1"), shop.supplier("S2")
    shop.sell(acme, "10.00", quantity=Decimal("1.5"))
    shop.sell(other, "10.00", product_code="B")
    result = shop.settle()
    assert (result.statements, shop.statement(acme).net) == (1, Decimal("12.00"))
    assert result.without_cost == ["B"]


def test_a_bought_product_is_paid_by_its_receipt_not_by_its_sale(shop) -> None:
    shop.agree(mode=Mode.BOUGHT, rate=Decimal(0), event=Event.PAID)
    acme = shop.supplier("S1")
    shop.sell(acme, "99.00", unit_cost=Decimal("50.00"))
    facts = {"kind": "receipt", "paid_on": None, "unit_cost": Decimal("50.00")}
    shop.sell(acme, "100.00", quantity=Decimal(2), **facts)
    assert shop.settle().lines == 1
    assert shop.statement(acme).net == Decimal("100.00")


def test_a_receipt_without_a_price_per_unit_costs_what_stands_on_it(shop) -> None:
    shop.agree(mode=Mode.BOUGHT, rate=Decimal(0))
    acme = shop.supplier("S1")
    shop.sell(acme, "10.00", quantity=Decimal(3), kind="receipt")
    shop.settle()
    assert shop.statement(acme).net == Decimal("10.00")


def test_each_line_is_charged_by_the_terms_of_its_day_and_category(shop) -> None:
    acme = shop.supplier("S1")
    shop.agree()
    shop.agree(acme, valid_from=date(2026, 1, 10), rates={"garden": Decimal("0.08")})
    shop.agree(acme, valid_from=date(2026, 1, 15), rate=Decimal("0.2"))
    days = [(9, None), (10, "garden"), (14, None), (15, "garden")]
    sold = [shop.sell(acme, "100.00", date(2026, 1, day), category=name) for day, name in days]
    shop.settle()
    assert [shop.line(one).commission for one in sold] == [10, 8, 10, 20]


def test_suppliers_of_another_kind_of_period_wait_for_theirs(shop) -> None:
    acme, weekly = shop.supplier("S1"), shop.supplier("S2")
    shop.agree()
    shop.agree(weekly, period_kind=PeriodKind.WEEK)
    shop.sell(acme, "10.00")
    shop.sell(weekly, "20.00")
    assert shop.settle().statements == 1
    assert shop.settle((date(2026, 1, 12), date(2026, 1, 19))).statements == 1
    assert shop.line(2).statement_id != shop.line(1).statement_id


def test_a_month_is_settled_in_two_halves_where_the_terms_say_so(shop) -> None:
    supplier = shop.supplier("HALF")
    shop.agree(period_kind=PeriodKind.HALF_MONTH, after_sale_days=0)
    days = [date(2026, 1, 14), date(2026, 1, 15), date(2026, 1, 30), date(2026, 1, 31)]
    for price, day in zip((1, 2, 4, 8), days, strict=True):
        shop.sell(supplier, price, signed_on=day)
    halves = [
        (date(2026, 1, 1), date(2026, 1, 16)),
        (date(2026, 1, 16), date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 2, 16)),
    ]
    for half in halves:
        shop.settle(half)
    assert [shop.statement(supplier, half).gross for half in halves] == [1, 6, 8]


def test_what_several_departments_offer_meets_in_one_statement(shop, acme) -> None:
    sold = shop.sell(acme, 100)
    repaired = PayableSource("repair.line", PROBE.lines, refunds=None)
    shop.settle(sources=(PROBE, repaired))
    assert shop.statement(acme).gross == 200
    lines = [(one.source, one.source_id) for one in shop.lines()]
    assert sorted(lines) == [("probe.line", sold), ("repair.line", sold)]


def test_an_order_that_was_never_signed_for_waits(shop, acme) -> None:
    shop.sell(acme, "10.00", None)
    assert shop.settle().statements == 0


@pytest.mark.parametrize(
    ("period", "reason"),
    [
        ((date(2026, 2, 1), date(2026, 1, 1)), "must come after"),
        ((date(2026, 1, 1), date(2026, 1, 1)), "must come after"),
        ((date(2026, 1, 1), date(2026, 1, 20)), "No supplier settles"),
    ],
)
def test_a_period_that_nobody_agreed_on_is_refused(shop, acme, period, reason) -> None:
    shop.sell(acme, "10.00")
    with pytest.raises(BusinessError, match=reason):
        shop.settle(period)
    assert [count(shop.session, model) for model in (Run, Statement, Line)] == [0, 0, 0]


def test_a_period_that_overlaps_a_settled_one_is_refused(shop) -> None:
    shop.agree(period_kind=PeriodKind.CUSTOM)
    shop.sell(shop.supplier("S1"), "10.00")
    shop.settle((date(2026, 1, 3), date(2026, 1, 20)))
    with pytest.raises(BusinessError, match="2026-01-03"):
        shop.settle((date(2026, 1, 19), date(2026, 1, 25)))
    assert (count(shop.session, Run), count(shop.session, Statement)) == (1, 1)


def test_without_terms_or_departments_there_is_nothing_to_settle(shop) -> None:
    shop.sell(shop.supplier("S1"), "10.00")
    with pytest.raises(BusinessError, match="no settlement terms"):
        shop.settle()
    with pytest.raises(BusinessError, match="No enabled plugin"):
        shop.settle(sources=())
    assert count(shop.session, Run) == 0


def test_two_runs_at_once_settle_each_line_once(app, shop, acme) -> None:
    for price in ("10.00", "20.00", "30.00"):
        shop.sell(acme, price)
    shop.session.commit()
    clerk, results, errors = shop.clerk.id, [], []
    shop.session.commit()

    def settle() -> None:
        with app.app_context():
            try:
                mine = object.__new__(type(shop))
                mine.session, mine.clerk = db.session(), db.session().get(User, clerk)
                results.append(mine.settle())
                db.session.commit()
            except Exception as error:
                errors.append(error)

    threads = [Thread(target=settle) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(result.lines for result in results) == [0, 0, 3]
    assert shop.statement(acme).net == Decimal("54.00")


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
import conftest
from core.app import create_app
from core.db import session
from core.scratch import settings_for
from core.user.models import User
from plugins.finance.run import services

def die(*_):
    session().connection()
    os.kill(os.getpid(), signal.SIGKILL)

services._add_up = die
with create_app(settings_for(sys.argv[1], Path(sys.argv[2]), None)).app_context():
    shop = conftest.Shop.__new__(conftest.Shop)
    shop.session = session()
    shop.clerk = shop.session.get(User, 1)
    shop.settle()
"""


def test_a_run_that_is_killed_leaves_nothing_and_may_be_repeated(
    shop, acme, databases, tmp_path
) -> None:
    shop.sell(acme, "10.00")
    shop.session.commit()
    folders = [str(Path(__file__).parents[1]), str(Path(__file__).parents[3])]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, databases.current, str(tmp_path), *folders],
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert [count(shop.session, model) for model in (Run, Statement, Line)] == [0, 0, 0]
    assert shop.settle().statements == 1
    assert shop.statement(acme).number.endswith("-0001")
