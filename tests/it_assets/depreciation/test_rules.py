from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.it_assets.depreciation import rules
from plugins.it_assets.depreciation.rules import Method, Repair, Terms

ADDED_ON = date(2025, 1, 15)
LAPTOP = Terms(Decimal("6000.00"), Decimal("300.00"), 36, ADDED_ON)


def yearly(terms: Terms) -> list[Decimal]:
    totals = [Decimal(0), *rules.schedule(terms)[11::12]]
    return [after - before for before, after in pairwise(totals)]


def accelerated(method: Method, cost: str, residual: str, years: int) -> Terms:
    return Terms(Decimal(cost), Decimal(residual), years * 12, ADDED_ON, method)


def test_straight_line_rounds_the_running_total() -> None:
    totals = [Decimal(0), *rules.schedule(LAPTOP)]
    charges = [after - before for before, after in pairwise(totals)]
    assert charges[:3] == [Decimal("158.33"), Decimal("158.34"), Decimal("158.33")]
    assert sum(charges) == Decimal("5700.00")


@pytest.mark.parametrize(
    ("method", "cost", "residual", "years", "charges"),
    [
        (Method.DOUBLE_DECLINING, "10000", "500", 5, [4000, 2400, 1440, 830, 830]),
        (Method.DOUBLE_DECLINING, "6000", "300", 3, [4000, 850, 850]),
        (Method.DOUBLE_DECLINING, "6000", "300", 1, [5700]),
        (Method.DOUBLE_DECLINING, "1000", "500", 5, [400, 100, 0, 0, 0]),  # not below residual
        (Method.YEARS_DIGITS, "6000", "300", 3, [2850, 1900, 950]),
    ],
)
def test_accelerated_methods_by_year(method, cost, residual, years, charges) -> None:
    assert yearly(accelerated(method, cost, residual, years)) == charges


@pytest.mark.parametrize(
    ("as_of", "total"),
    [
        (date(2025, 1, 31), "0.00"),  # added this month: starts in the next
        (date(2025, 2, 27), "0.00"),  # charged on the last day of the month
        (date(2025, 2, 28), "158.33"),
        (date(2024, 12, 31), "0.00"),
        (date(2028, 1, 31), "5700.00"),
        (date(2040, 6, 1), "5700.00"),  # fully depreciated stops
    ],
)
def test_the_month_rule(as_of, total) -> None:
    assert rules.accumulated(LAPTOP, as_of) == Decimal(total)


def test_a_disposal_is_charged_its_month_and_is_not_topped_up() -> None:
    gone = replace(LAPTOP, removed_on=date(2026, 1, 10))
    assert rules.accumulated(gone, date(2026, 1, 9)) == Decimal("1741.67")
    for later in (date(2026, 1, 10), date(2030, 1, 1)):
        assert rules.accumulated(gone, later) == Decimal("1900.00")  # February to January


def test_a_repair_goes_over_the_remaining_months_only() -> None:
    repaired = replace(LAPTOP, repairs=(Repair(date(2026, 1, 20), Decimal("1200.00")),))
    totals = rules.schedule(repaired)
    assert totals[:12] == rules.schedule(LAPTOP)[:12]
    assert totals[12] - totals[11] == Decimal("208.33")  # (4 100 - 300 + 1 200) / 24
    assert totals[-1] == Decimal("6900.00")
    assert rules.accumulated(repaired, date(2026, 1, 20)) == Decimal("1741.67")


def test_a_repair_after_the_residual_is_reached_goes_over_what_is_left_of_the_life() -> None:
    early = accelerated(Method.DOUBLE_DECLINING, "1000", "500", 5)
    repaired = replace(early, repairs=(Repair(date(2028, 1, 3), Decimal("240.00")),))
    assert yearly(repaired) == [400, 100, 0, 120, 120]


@pytest.mark.parametrize("repaired_on", [date(2028, 1, 1), date(2030, 5, 1)])
def test_a_repair_after_the_useful_life_is_refused(repaired_on) -> None:
    with pytest.raises(ValueError, match="useful life"):
        rules.schedule(replace(LAPTOP, repairs=(Repair(repaired_on, Decimal("10.00")),)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"residual": Decimal("6000.01")}, "not above the cost"),
        ({"cost": Decimal("6000.005")}, "whole cents"),
        ({"residual": Decimal("-1.00")}, "not negative"),
        ({"months": 0}, "one month"),
        ({"months": 30, "method": Method.YEARS_DIGITS}, "whole years"),
        ({"removed_on": date(2025, 1, 14)}, "before its first use"),
        (
            {
                "removed_on": date(2025, 5, 1),
                "repairs": (Repair(date(2025, 5, 2), Decimal("1.00")),),
            },
            "after its removal",
        ),
    ],
)
def test_contradicting_terms_are_refused(change, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(LAPTOP, **change)


@pytest.mark.parametrize(
    ("used", "total"), [(0, "0.00"), (1000, "1900.00"), (3000, "5700.00"), (9000, "5700.00")]
)
def test_units_of_production_stop_at_the_plan(used, total) -> None:
    loss = rules.by_units(LAPTOP.cost, LAPTOP.residual, used=Decimal(used), planned=Decimal(3000))
    assert loss == Decimal(total)


def test_units_of_production_want_a_plan() -> None:
    with pytest.raises(ValueError, match="planned"):
        rules.by_units(LAPTOP.cost, LAPTOP.residual, used=Decimal(1), planned=Decimal(0))


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    cost = draw(st.integers(0, 10**9))
    residual = draw(st.integers(0, cost))
    method = draw(st.sampled_from([one for one in Method if one is not Method.UNITS]))
    months = draw(st.integers(1, 10)) * (1 if method is Method.STRAIGHT_LINE else 12)
    added_on = draw(st.dates(date(2000, 1, 1), date(2040, 12, 31)))
    day = st.integers(0, 28 * (months - 1))
    repairs = draw(st.lists(st.tuples(day, st.integers(0, 10**8)), max_size=3))
    return Terms(
        Decimal(cost).scaleb(-2),
        Decimal(residual).scaleb(-2),
        months,
        added_on,
        method,
        tuple(
            Repair(added_on + timedelta(days), Decimal(amount).scaleb(-2))
            for days, amount in repairs
        ),
    )


@given(terms())
def test_the_whole_life_costs_all_but_the_residual_and_never_runs_back(terms) -> None:
    totals = [Decimal(0), *rules.schedule(terms)]
    spent = terms.cost + sum(repair.amount for repair in terms.repairs)
    assert len(totals) == terms.months + 1
    assert totals[-1] == spent - terms.residual
    assert totals == sorted(totals)


@given(terms(), st.lists(st.integers(-40, 4500), min_size=2, max_size=6))
def test_what_is_known_at_a_day_is_what_the_schedule_says_later(terms, offsets) -> None:
    days = sorted(terms.added_on + timedelta(offset) for offset in offsets)
    totals = [rules.accumulated(terms, day) for day in days]
    assert totals == sorted(totals)
    whole = [Decimal(0), *rules.schedule(terms)]
    assert set(totals) <= set(whole)


@given(terms(), st.integers(0, 4500))
def test_a_removal_charges_its_month_and_never_more_than_there_is(terms, offset) -> None:
    on = terms.added_on + timedelta(offset)
    kept = replace(terms, repairs=tuple(r for r in terms.repairs if r.on <= on))
    spent = kept.cost + sum(repair.amount for repair in kept.repairs)
    lost = rules.accumulated(replace(kept, removed_on=on), on)
    assert rules.accumulated(kept, on) <= lost <= spent - kept.residual
