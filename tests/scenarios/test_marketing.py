"""A promotion from the idea to its evaluation, with the orders of the plugin orders."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from core import check
from core.party.services import create_party
from plugins.marketing.attribution import services as attribution
from plugins.marketing.attribution.models import Credit
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.campaign import services as campaigns
from plugins.marketing.campaign.models import Campaign, State
from plugins.marketing.cost import services as costs
from plugins.marketing.evaluation import services as evaluation
from plugins.marketing.lead import services as leads
from plugins.marketing.touch.models import TouchKind
from plugins.orders.ledger.rules import LineDraft
from tests.marketing.conftest import NOW, TODAY, Desk
from tests.orders.conftest import Shop

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/8.0.50"}
NOTHING = Decimal(0)
DAY = TODAY + timedelta(days=2)


def line(price: str, cost: str) -> LineDraft:
    return LineDraft(
        1, "P1", "S1", Decimal(2), Decimal(price), NOTHING, NOTHING, NOTHING, Decimal(cost)
    )


@pytest.fixture
def shop(session: Any) -> Shop:
    return Shop(session)


@pytest.fixture
def desk(session: Any) -> Desk:
    return Desk(session)


@pytest.fixture
def campaign(desk, session) -> Campaign:
    """Planned by one, approved by another, started today."""
    campaign = desk.campaign()
    campaigns.plan(session, campaign, by=desk.clerk, now=NOW)
    campaigns.approve(session, campaign, by=desk.manager, now=NOW)
    campaigns.start(session, campaign, by=desk.clerk, on=TODAY, now=NOW)
    return campaign


@pytest.fixture
def channels(desk, campaign, client, session) -> tuple[int, int]:
    """Somebody scans a poster, clicks in a feed later, and becomes a customer; one cost money."""
    poster, feed = desk.channel("poster"), desk.channel("moments")
    link = desk.link(poster, campaign=campaign)
    assert client.get(f"/marketing/go/{link.code}/qr", headers=PHONE).status_code == 302
    facts = {"code": "L1", "name": "王芳", "landing_page": "", "on": TODAY, "by": desk.clerk}
    lead = leads.capture(session, link_code=link.code, kind=TouchKind.SCAN, now=NOW, **facts)
    later = NOW + timedelta(hours=6)
    leads.reach(session, lead, channel=feed, campaign=campaign, kind=TouchKind.CLICK, at=later)
    leads.qualify(session, lead, by=desk.clerk)
    leads.win(session, lead, customer="K1", by=desk.clerk, now=NOW)
    spent = {"spent_on": TODAY, "reference": "", "amount": Decimal("30.00"), "currency": "CNY"}
    told = {"rate": None, "home": "CNY", "clicks": 10, "by": desk.clerk, "now": NOW}
    costs.enter(session, channel=poster, campaign=campaign, **spent, **told)
    return poster.id, feed.id


def test_a_campaign_from_the_idea_to_its_evaluation(session, shop, desk, campaign, channels):
    poster, feed = channels
    order = shop.sell(lines=[line("200.00", "60.00")], placed_at=NOW + timedelta(days=1))
    assert attribution.refresh(session, today=DAY) == 1
    found = evaluate(session, campaign)
    assert (found.total.revenue, found.total.margin) == (Decimal(200), Decimal(80))
    # (80 − 30) / 30, 200 / 30 and 30 / 1
    assert found.total.roi == Decimal("1.666667")
    assert (found.total.roas, found.total.cac) == (Decimal("6.6667"), Decimal("30.00"))
    assert found.channels[poster].revenue == found.channels[feed].revenue == 100
    assert (found.channels[poster].people, found.channels[poster].won) == (1, 1)
    assert found.channels[feed].roi is None
    assert found.scores["revenue"].error == -800

    shop.pay_out(shop.ask(order, ("1", "100.00", "0")))
    attribution.refresh(session, today=DAY)
    reduced = evaluate(session, campaign)
    # One of two pieces came back: 100 less 60 is left; (40 − 30) / 30
    assert (reduced.total.revenue, reduced.total.margin) == (Decimal(100), Decimal(40))
    assert reduced.total.roi == Decimal("0.333333")
    credited = sa.select(Credit.model, sa.func.sum(Credit.revenue)).group_by(Credit.model)
    assert dict(session.execute(credited).all()) == dict.fromkeys(AttributionModel, Decimal(100))

    campaigns.end(session, campaign, by=desk.clerk, on=DAY)
    campaigns.review(session, campaign, verdict="值得", lessons="更早印刷", by=desk.clerk)
    assert campaign.state is State.REVIEWED


def test_the_pages_show_what_a_campaign_brought(session, shop, campaign, channels, sign_in):
    shop.sell(lines=[line("200.00", "60.00")], placed_at=NOW + timedelta(days=1))
    attribution.refresh(session, today=DAY)
    reader = sign_in(
        "marketing.evaluation.detail", "marketing.attribution.index", "marketing.report.index"
    )
    assert "33.3 %" in reader.get("/marketing/report/").text
    assert "¥200.00" in reader.get(f"/marketing/evaluation/{campaign.id}").text
    assert "¥100.00" in reader.get("/marketing/attribution/?from=2026-11-01&to=2026-11-30").text
    assert "¥100.00" not in reader.get("/marketing/attribution/?from=2026-12-01").text
    assert reader.get("/marketing/attribution/?from=soon").status_code == 422
    assert "A-1" in reader.get(f"/marketing/attribution/orders?channel={channels[1]}").text


def test_the_total_returns_what_is_owed_to_channels_on_their_cost(
    session, shop, campaign, channels, sign_in
):
    shop.sell(lines=[line("200.00", "60.00")], placed_at=NOW + timedelta(days=1))
    shop.sell("DIRECT", buyer="K2", lines=[line("500.00", "60.00")])
    attribution.refresh(session, today=DAY)
    page = sign_in("marketing.report.index").get("/marketing/report/").text
    cells = re.findall(r'data-label="(ROAS|ROI|CAC)">([^<]+)<', page.partition("<tfoot>")[2])
    # The poster cost 30 and nothing else did; channels brought 200, of it 80 margin, and one
    # customer: 200 / 30, (80 − 30) / 30 and 30 / 1, and not 700 / 30.
    assert dict(cells) == {"ROAS": "6.67", "ROI": "166.7 %", "CAC": "¥30.00"}
    assert "¥700.00" in page.partition("<tfoot>")[2]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_campaign_is_compared_with_the_weeks_before(session, shop, campaign, sign_in, language):
    for week in range(1, 5):
        shop.sell(
            f"W-{week}",
            lines=[line(f"{100 + week}.00", "60.00")],
            placed_at=NOW - timedelta(weeks=week),
        )
    shop.sell("NOW", lines=[line("900.00", "60.00")], placed_at=NOW)
    found = evaluate(session, campaign).uplift
    assert (found.value, found.weeks, found.is_sure) == (Decimal("797.50"), 4, True)
    reader = sign_in("marketing.evaluation.detail")
    page = reader.get(f"/marketing/evaluation/{campaign.id}", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert "¥797.50" in page.text


def evaluate(session, campaign):
    return evaluation.evaluate(session, campaign, model=AttributionModel.LINEAR, today=DAY)


def test_what_no_touch_led_to_is_direct_or_unknown(session, shop, sign_in):
    shop.sell(lines=[line("200.00", "60.00")])
    assert attribution.refresh(session, today=TODAY) == 0
    page = sign_in("marketing.attribution.index").get(
        "/marketing/attribution/", headers={"Accept-Language": "en"}
    )
    assert "Direct or unknown" in page.text
    assert "200.00" in page.text


def test_what_no_channel_led_to_is_told_but_not_drawn(session, shop, sign_in):
    desk = Desk(session)
    lead = desk.lead(channel=desk.channel(), now=NOW)
    leads.qualify(session, lead, by=desk.clerk)
    leads.win(session, lead, customer="K1", by=desk.clerk, now=NOW)
    shop.sell(lines=[line("200.00", "60.00")], placed_at=NOW + timedelta(days=1))
    attribution.refresh(session, today=TODAY)
    page = sign_in("*").get("/marketing/attribution/", headers={"Accept-Language": "en"}).text
    rows = re.findall(r'<tr( data-drawn)?>\s*<th scope="row">(.*?)</th>', page)
    assert [(bool(drawn), "unknown" in name) for drawn, name in rows] == [
        (True, False),
        (False, True),
    ]


def test_an_order_stays_as_it_is_when_the_window_is_over(session, shop):
    desk = Desk(session)
    lead = desk.lead(channel=desk.channel(), now=NOW)
    leads.qualify(session, lead, by=desk.clerk)
    leads.win(session, lead, customer="K1", by=desk.clerk, now=NOW)
    order = shop.sell(lines=[line("200.00", "60.00")], placed_at=NOW + timedelta(days=1))
    attribution.refresh(session, today=TODAY)
    shop.pay_out(shop.ask(order, ("1", "100.00", "0")))
    assert attribution.refresh(session, today=TODAY + timedelta(days=100)) == 0
    assert session.scalars(sa.select(sa.func.sum(Credit.revenue))).one() == 1200  # six models


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"credit": Decimal("0.5")}, "whole"), ({"revenue": Decimal("1.00")}, "whole")],
)
def test_a_credit_that_is_not_whole_is_found(session, shop, change, rule):
    desk = Desk(session)
    party = create_party(session, code="K8", name="李雷", is_customer=True, by=desk.clerk)
    shop.parties["K8"] = party.id
    lead = desk.lead(channel=desk.channel(), now=NOW)
    leads.identify(session, lead, party)
    shop.sell(lines=[line("200.00", "60.00")], buyer="K8", placed_at=NOW)
    attribution.refresh(session, today=TODAY)
    assert faults(session) == set()
    session.execute(sa.update(Credit).where(Credit.model == AttributionModel.LAST).values(**change))
    assert faults(session) == {f"marketing.attribution.{rule}"}
    session.execute(sa.delete(Credit).where(Credit.model == AttributionModel.LAST))
    assert faults(session) == {"marketing.attribution.models"}


def faults(session) -> set[str]:
    return {fault.rule for fault in check.find_faults(session) if "marketing" in fault.rule}


def test_who_may_not_look_sees_no_figures(sign_in, session):
    campaign = Desk(session).campaign()
    reader = sign_in("marketing.campaign.index")
    for page in (f"evaluation/{campaign.id}", "attribution/", "attribution/orders", "report/"):
        assert reader.get(f"/marketing/{page}").status_code == 403
    assert reader.post("/marketing/attribution/refresh").status_code == 403
    manager = sign_in("marketing.attribution.index", "marketing.attribution.refresh", name="Bob")
    assert manager.post("/marketing/attribution/refresh").status_code == 303
