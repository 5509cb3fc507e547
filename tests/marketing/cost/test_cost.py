"""Costs keep their currency and rate, and are replaced when they are told anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from plugins.marketing.cost import rules
from plugins.marketing.cost.importer import importer
from plugins.marketing.cost.models import Cost

SEE, EDIT = "marketing.cost.index", "marketing.cost.edit"
ENGLISH = {"Accept-Language": "en"}
HEAD = "渠道,日期,广告编号,点击,花费,币种,汇率\n"


def told(report):
    count = report.counts["costs"]
    return (count.added, count.changed, count.unchanged, count.refused)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.429999948", "1.43"), ("1.820000023", "1.82"), ("0.005", "0.01"), ("1,234.50", "1234.50")],
)
def test_amounts_are_rounded_to_the_cent(text, amount):
    assert rules.amount_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "-1", "1e5", "x", "1.2.3", "NaN"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r"^"):
        rules.amount_of(text)


@pytest.mark.parametrize("text", ["0", "-7", "7.12345678", "x", "inf"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match=r"^"):
        rules.rate_of(text)


@given(st.decimals("0", "1000000", places=2))
def test_our_own_currency_stays_what_it_is(amount):
    assert rules.in_home_currency(amount, Decimal(1)) == amount


def test_a_file_is_imported_once_and_its_restatement_replaces_it(desk, session, tmp_path):
    desk.channel("douyin", "抖音")
    rows = "抖音,2026-11-01,A1,10,100.00,USD,7.1234\nDOUYIN,2026-11-02,A1,5,20,,\n"
    assert told(desk.load(importer, "generic", tmp_path, costs=HEAD + rows)) == (2, 0, 0, 0)
    again = desk.load(importer, "generic", tmp_path, costs=HEAD + rows)
    assert (told(again), again.writes) == ((0, 0, 2, 0), False)
    restated = HEAD + rows.replace("100.00", "90.00")
    assert told(desk.load(importer, "generic", tmp_path, costs=restated)) == (0, 1, 1, 0)
    stored = sa.select(Cost.amount, Cost.currency, Cost.rate, Cost.home_amount)
    assert session.execute(stored.order_by(Cost.booked_on)).all() == [
        (Decimal("90.00"), "USD", Decimal("7.1234"), Decimal("641.11")),
        (Decimal("20.00"), "CNY", Decimal(1), Decimal("20.00")),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("电台,2026-11-01,A1,1,1,,", "no channel 电台"),
        ("Wechat,2026-11-01,A1,1,1,USD,", "Write how many CNY one USD was"),
        ("Wechat,2026-11-01,A1,1,1,XXQ,1", "XXQ is no currency"),
        ("Wechat,2026-11-01,A1,1,much,,", "“much” cannot be read"),
        ("Wechat,2026-11-01,A1,-1,1,,", "below zero"),
        ("Wechat,,A1,1,1,,", "is empty"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_name(desk, tmp_path, row, reason):
    desk.channel()
    report = desk.load(importer, "generic", tmp_path, costs=HEAD + row + "\n")
    assert told(report) == (0, 0, 0, 1)
    assert reason in report.refused[0].reason


def test_without_a_day_the_advertisement_is_the_key(desk, session, tmp_path):
    text = (
        "Date,ad_id,xyz_campaign_id,Impressions,Clicks,Spent,Total_Conversion\n"
        "31-08-2023,708746,916,7350,1,1.429999948,2\n"
    )
    for wanted in ((1, 0, 0, 0), (0, 0, 1, 0)):
        assert told(desk.load(importer, "facebook-ads", tmp_path, x_conversion_data=text)) == wanted
        text = text.replace("31-08-2023", "01-01-2024")
    cost = session.scalars(sa.select(Cost)).one()
    assert (cost.is_dated, cost.booked_on) == (False, date(2026, 11, 23))
    assert (cost.amount, cost.clicks, cost.placement) == (Decimal("1.43"), 1, "916")


def test_a_cost_is_entered_and_corrected(sign_in, desk):
    form = {
        "channel": desk.channel().id,
        "campaign": 0,
        "spent_on": "2026-11-01",
        "amount": "100",
        "currency": "USD",
        "clicks": "10",
    }
    clerk = sign_in(SEE, EDIT)
    wrong = clerk.post("/marketing/cost/create", data=form, headers=ENGLISH)
    assert (wrong.status_code, "Write how many CNY" in wrong.text) == (422, True)
    odd = clerk.post("/marketing/cost/create", data=form | {"rate": "x"}, headers=ENGLISH)
    assert (odd.status_code, "a rate such as" in odd.text) == (422, True)
    form["rate"] = "7.1"
    ahead = clerk.post("/marketing/cost/create", data=form | {"spent_on": "2999-01-01"})
    assert ahead.status_code == 422
    assert clerk.post("/marketing/cost/create", data=form).status_code == 303
    twice = clerk.post("/marketing/cost/create", data=form, headers=ENGLISH)
    assert (twice.status_code, "entered already" in twice.text) == (422, True)
    change = {"amount": "0", "rate": "7.2", "clicks": "10", "version_id": "1"}
    assert clerk.post("/marketing/cost/1", data=change).status_code == 303
    assert clerk.post("/marketing/cost/1", data=change).status_code == 409
    assert "7.2" in clerk.get("/marketing/cost/?show_rate=1").text


def test_who_may_only_look_enters_nothing(sign_in):
    assert sign_in(SEE).get("/marketing/cost/create").status_code == 403
    assert sign_in(EDIT, name="Bob").get("/marketing/cost/").status_code == 403
