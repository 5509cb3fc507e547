"""Ratios by hand, and a dash where nothing can be told."""

from __future__ import annotations

from decimal import Decimal

from plugins.marketing.report.rules import Result


def test_ratios_by_hand():
    one = Result(
        leads=8,
        won=1,
        clicks=3,
        cost=Decimal("100.00"),
        revenue=Decimal("500.00"),
        margin=Decimal("150.00"),
        customers=Decimal(3),
    )
    assert one.conversion == Decimal("0.125")
    assert one.cost_per_click == Decimal("33.3333")
    assert one.roi == Decimal("0.5")
    assert one.roas == Decimal(5)
    assert one.cac == Decimal("33.33")


def test_without_cost_there_is_no_return_on_it():
    one = Result(revenue=Decimal(500), margin=Decimal(150), customers=Decimal(3), clicks=3)
    assert (one.roi, one.roas, one.cac, one.cost_per_click) == (None, None, None, None)


def test_what_was_lost_is_below_zero_and_what_is_unknown_is_not_zero():
    spent = {"cost": Decimal(100)}
    assert Result(margin=Decimal(20), **spent).roi == Decimal("-0.8")
    assert Result(margin=None, **spent).roi is None
    assert Result(**spent).cac is None
    assert Result().conversion is None


def test_together_an_unknown_margin_is_unknown():
    known, unknown = Result(leads=1, margin=Decimal(5)), Result(leads=2, margin=None)
    assert (known + known).margin == 10
    assert ((known + unknown).leads, (known + unknown).margin) == (3, None)
