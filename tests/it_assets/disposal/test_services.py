"""An asset is disposed of once somebody else has approved it; the books tell the gain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.approval import services as approval
from core.errors import BusinessError
from core.testing import make_user
from plugins.it_assets.asset import services as assets
from plugins.it_assets.asset.models import State
from plugins.it_assets.book import services as books
from plugins.it_assets.disposal import services
from plugins.it_assets.disposal.models import Manner
from tests.it_assets.conftest import NOW, TODAY


@pytest.fixture
def ask(session, by):
    def asked(asset, manner=Manner.SALE, proceeds="1000.00", on=TODAY):
        return services.ask_disposal(
            session,
            asset,
            manner=manner,
            disposed_on=on,
            proceeds=Decimal(proceeds),
            reason="换新",
            by=by,
            now=NOW,
        )

    return asked


@pytest.fixture
def approve(session):
    def sign(disposal):
        colleague = make_user(session, "it_assets.disposal.approve", "core.approval.index")
        approval.sign(session, services.APPROVAL, disposal, by=colleague, now=NOW)
        session.commit()

    return sign


def test_a_sale_gains_what_it_brings_above_the_books_its_month_included(
    session, make_asset, ask, approve
):
    asset = make_asset("T1")
    disposal = ask(asset)
    assert asset.state is State.IN_STOCK
    approve(disposal)
    # February 2025 to June 2026 are 17 months: 5,700.00 × 17 / 36.
    assert (disposal.accumulated, disposal.gain) == (Decimal("2691.67"), Decimal("-2308.33"))
    assert (asset.state, asset.disposed_on) == (State.DISPOSED, TODAY)
    assert books.sums(session, TODAY) == {}


def test_who_asks_does_not_approve(session, make_asset, ask, by):
    disposal = ask(make_asset("T1"))
    with pytest.raises(BusinessError):
        approval.sign(session, services.APPROVAL, disposal, by=by, now=NOW)


def test_what_is_lost_leaves_the_hands_of_its_holder(
    session, make_asset, hand_over, ask, approve, by
):
    asset = make_asset("T1")
    hand_over(["T1"], "王芳")
    assets.report_lost(session, asset, by=by)
    approve(ask(asset, Manner.LOSS, "0.00"))
    assert (asset.state, asset.holder_name) == (State.DISPOSED, "")


@pytest.mark.parametrize(
    "facts", [{"proceeds": "-1.00"}, {"on": date(2025, 1, 1)}], ids=["below zero", "too early"]
)
def test_a_disposal_that_cannot_be_is_refused(make_asset, ask, facts):
    with pytest.raises(BusinessError):
        ask(make_asset("T1"), **facts)


def test_nothing_is_disposed_of_twice_or_out_of_the_hands_of_somebody(make_asset, hand_over, ask):
    one, other = make_asset("T1"), make_asset("T2")
    ask(one)
    hand_over(["T2"], "王芳")
    for asset in (one, other):
        with pytest.raises(BusinessError):
            ask(asset)
