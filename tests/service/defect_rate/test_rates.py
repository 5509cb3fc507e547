"""Defect rates, their control limits, and the alarm when chance no longer explains them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import isclose, sqrt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from plugins.orders.ledger.rules import LineDraft as SoldDraft
from plugins.service.defect_rate import services
from plugins.service.defect_rate.rules import Figure, limit_of, rate_of
from plugins.service.quality.models import Alarm, By
from tests.orders.conftest import Shop
from tests.service.conftest import NOW, TODAY

ENGLISH = {"Accept-Language": "en"}
YEAR = (date(2025, 11, 24), TODAY)


@given(st.integers(0, 5_000), st.integers(1, 10_000), st.integers(1, 10_000))
def test_the_limit_is_the_mean_and_three_standard_deviations(bad, everything, sold):
    mean = rate_of(Decimal(bad), Decimal(everything))
    wanted = float(mean) + 3 * sqrt(float(mean) * (1 - float(mean)) / sold)
    assert isclose(float(limit_of(mean, Decimal(sold))), min(1, wanted), abs_tol=2e-6)


def test_without_sales_there_is_no_rate_and_one_unit_is_no_alarm():
    nothing = Figure("", "", Decimal(0), Decimal(3), Decimal("0.01"))
    assert (nothing.rate, nothing.limit, nothing.is_alarming) == (None, None, False)
    one, two = (Figure("", "", Decimal(10), Decimal(n), Decimal("0.001")) for n in (1, 2))
    assert (one.rate > one.limit, one.is_alarming, two.is_alarming) == (True, False, True)


@pytest.fixture
def sold(session):
    """Sell 1,000 units of P1 by S1 and 10 of P2 by S2."""
    shop = Shop(session)
    for at, (code, supplier, count) in enumerate((("P1", "S1", 1000), ("P2", "S2", 10))):
        line = SoldDraft(1, code, supplier, Decimal(count), Decimal(1), Decimal(0))
        shop.sell(number=f"A-{at}", lines=[line])
    return shop


@pytest.fixture
def bad(sold, desk):
    """Two units of each are defective; a third one was none."""
    defect, refuted = desk.defect(), None
    for code, supplier in (("P1", "S1"), ("P2", "S2")):
        facts = {"product_code": code, "supplier_id": sold.parties[supplier]}
        desk.record(defect, quantity=Decimal(2), **facts)
        refuted = desk.record(defect, **facts)
        refuted.move("refute")
    return sold


@pytest.mark.parametrize(("by", "keys"), [(By.PRODUCT, ("P2", "P1")), (By.SUPPLIER, ("S2", "S1"))])
def test_rates_are_told_of_what_was_sold_the_worst_first(bad, session, by, keys):
    found = services.rates(session, by, *YEAR)
    assert tuple(one.key for one in found.figures) == keys
    worst, other = found.figures
    assert (worst.rate, other.rate) == (Decimal("0.2"), Decimal("0.002"))
    assert (worst.is_alarming, other.is_alarming) == (True, False)
    assert (found.total.sold, found.total.defective) == (1010, 4)


def test_months_are_told_with_their_sales_and_their_findings(bad, session):
    found = services.rates(session, By.MONTH, *YEAR).figures
    assert [(one.key, one.sold, one.defective) for one in found] == [
        ("2026-10", 1010, 0),
        ("2026-11", 0, 4),
    ]
    assert services.rates(session, By.MONTH, date(2020, 1, 1), date(2020, 2, 1)).figures == []


def test_alarms_stand_in_the_list_and_on_the_first_page(bad, session, sign_in):
    assert services.watch(session, on=TODAY, now=NOW) == 2
    assert services.watch(session, on=TODAY, now=NOW) == 2
    alarms = session.scalars(sa.select(Alarm).order_by(Alarm.by)).all()
    assert [(one.by, one.key) for one in alarms] == [(By.PRODUCT, "P2"), (By.SUPPLIER, "S2")]
    reader = sign_in("service.quality.index", "service.defect_rate.index")
    page = reader.get("/service/quality/", headers=ENGLISH).text
    assert page.count("Over the limit") == 2  # both records of P2
    assert "200.0 ‰" in page
    assert "Defect rates over the limit" in reader.get("/", headers=ENGLISH).text


def test_each_figure_leads_to_its_records_and_files_have_the_same(bad, sign_in):
    reader = sign_in("service.quality.index", "service.defect_rate.index")
    asked = "by={}&first=2025-11-24&last=2026-11-23"
    for by, words in (("product", "product=P2"), ("supplier", "supplier=S2"), ("month", "found_")):
        page = reader.get("/service/defect_rate/?" + asked.format(by)).text
        assert words in page, by
    assert "P2" in reader.get("/service/quality/?counts=True&supplier=S2&show_product=1").text
    told = reader.get("/service/defect_rate/?format=csv&" + asked.format("product")).text
    assert "P2 Cup,10,2,200" in told
    odd = reader.get("/service/defect_rate/?by=product&first=2026-02-01&last=2026-01-01")
    assert odd.status_code == 422


def test_who_may_not_see_rates_sees_none(sign_in):
    assert sign_in("service.quality.index").get("/service/defect_rate/").status_code == 403


def test_without_orders_records_are_told_and_no_rate(desk, sign_in, monkeypatch):
    monkeypatch.setattr(services.sold_services, "answers", lambda _hook: [])
    desk.record(quantity=Decimal(3))
    asked = "/service/defect_rate/?by=month&first=2026-01-01&last=2026-12-31"
    page = sign_in("service.defect_rate.index").get(asked, headers=ENGLISH).text
    assert "there are no rates" in page
    assert "data-chart" not in page
    assert ">3<" in page
