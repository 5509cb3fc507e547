"""Fills a demo company.  Services flush; they never commit."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.clock import from_local
from core.company import company
from core.user import services as users
from core.user.models import User
from plugins.marketing.attribution import services as attribution
from plugins.marketing.campaign import services as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import services as channels
from plugins.marketing.channel.models import Channel, ChannelKind
from plugins.marketing.cost import services as costs
from plugins.marketing.demo import queries
from plugins.marketing.hit import services as hits
from plugins.marketing.hit.models import Via
from plugins.marketing.hit.rules import HitKind
from plugins.marketing.lead import services as leads
from plugins.marketing.lead.models import Lead
from plugins.marketing.link import services as links
from plugins.marketing.link.models import Link
from plugins.marketing.touch.models import TouchKind

DAYS = 10
LEADS = 60
CHANNELS = (
    ("moments", "微信朋友圈", ChannelKind.SOCIAL),
    ("douyin", "抖音", ChannelKind.CONTENT),
    ("baidu", "百度搜索", ChannelKind.PAID_SEARCH),
    ("poster", "门店海报", ChannelKind.OFFLINE),
    ("direct", "直接访问", ChannelKind.DIRECT),
)
SHOP = "https://shop.example.com/spring"


def seed(session: Session, *, by: User, today: date, now: datetime) -> list[str]:
    """Run an invented campaign through the services of everybody; return what was done."""
    lot = random.Random(7)
    clerk = users.system_user(session)
    known = [
        channels.register(session, code=code, name=name, kind=kind, by=by)
        for code, name, kind in CHANNELS
    ]
    first = today - timedelta(days=DAYS)
    campaign = _campaign(session, first, today, clerk, by, now)
    made = [
        links.create(
            session,
            channel=one,
            campaign=campaign,
            title=one.name,
            target=SHOP,
            hosts=None,
            by=clerk,
            now=now,
        )
        for one in known
        if one.kind is not ChannelKind.DIRECT
    ]
    for age in range(DAYS + 1):
        on = first + timedelta(days=age)
        _hits(session, made, from_local(datetime.combine(on, time(9)), company().zone), lot)
        _spend(session, known, campaign, lot, on=on, by=clerk, now=now)
    count = _leads(session, known, campaign, lot, today=today, by=clerk, now=now)
    credited = attribution.refresh(session, today=today)
    return [
        _(
            "A campaign with %(links)s links and %(leads)s leads; %(orders)s orders looked at.",
            links=len(made),
            leads=count,
            orders=credited,
        )
    ]


def _campaign(
    session: Session, first: date, today: date, clerk: User, manager: User, now: datetime
) -> Campaign:
    campaign = campaigns.create(
        session,
        currency=company().currency,
        by=clerk,
        on=first,
        now=now,
        title="双十一返场",
        goal="用老客户喜爱的商品带来新客户",
        starts_on=first,
        ends_on=today + timedelta(days=4),
        budget=Decimal("6000.00"),
        planned_orders=50,
        planned_revenue=Decimal("15000.00"),
        planned_customers=30,
    )
    campaigns.plan(session, campaign, by=clerk, now=now)
    campaigns.approve(session, campaign, by=manager, now=now)
    campaigns.start(session, campaign, by=clerk, on=first, now=now)
    return campaign


def _hits(session: Session, made: list[Link], at: datetime, lot: random.Random) -> None:
    kinds = [HitKind.HUMAN] * 6 + [HitKind.ROBOT] * 2 + [HitKind.STAFF]
    for link in made:
        for _visit in range(lot.randrange(5, 25)):
            hits.record(
                session,
                link_id=link.id,
                visitor=f"{lot.randrange(16**4):032x}",
                kind=lot.choice(kinds),
                via=Via.SCAN if link.title == "门店海报" else Via.CLICK,
                now=at + timedelta(minutes=lot.randrange(600)),
            )


def _spend(
    session: Session,
    known: list[Channel],
    campaign: Campaign,
    lot: random.Random,
    *,
    on: date,
    by: User,
    now: datetime,
) -> None:
    for channel in known[1:3]:  # those that are paid for by the click
        clicks = lot.randrange(40, 160)
        costs.enter(
            session,
            channel=channel,
            campaign=campaign,
            spent_on=on,
            reference="",
            amount=(Decimal(clicks) * lot.randrange(80, 200)).scaleb(-2),
            currency=company().currency,
            rate=None,
            home=company().currency,
            clicks=clicks,
            by=by,
            now=now,
        )


def _leads(
    session: Session,
    known: list[Channel],
    campaign: Campaign,
    lot: random.Random,
    *,
    today: date,
    by: User,
    now: datetime,
) -> int:
    buyers: list[Any] = [
        buyer
        for source in attribution.order_sources()
        for buyer in session.execute(queries.buyers(source, campaign.starts_on, today, LEADS))
    ]
    for number, buyer in enumerate(buyers, start=1):
        at = buyer.placed_at - timedelta(hours=lot.randrange(30, 200))
        lead = leads.enter(
            session,
            code=f"XS{number:04}",
            name=buyer.name,
            channel=lot.choice(known),
            campaign=campaign,
            contacted_on=at.date(),
            by=by,
            now=at,
        )
        _work_on(session, lead, lot.choice(known), campaign, number, buyer, by=by, now=now)
    return len(buyers)


def _work_on(
    session: Session,
    lead: Lead,
    channel: Channel,
    campaign: Campaign,
    number: int,
    buyer: Any,
    *,
    by: User,
    now: datetime,
) -> None:
    """Reach a lead again; most become customers, some are lost, some are new."""
    again = buyer.placed_at - timedelta(hours=number % 24 + 1)
    leads.reach(session, lead, channel=channel, campaign=campaign, kind=TouchKind.CLICK, at=again)
    if number % 7 == 0:
        leads.lose(session, lead, reason="价格太高", by=by, now=now)
    elif number % 5:
        leads.qualify(session, lead, by=by)
        leads.win(session, lead, customer=buyer.code, by=by, now=now)
