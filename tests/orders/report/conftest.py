"""A dealer who reports orders, and colleagues who match, sign, send and refund."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.party.services import create_party
from core.testing import make_user
from core.user.models import User
from plugins.orders.channel.models import ChannelKind
from plugins.orders.channel.services import create_channel, create_store
from plugins.orders.dealer.models import Dealer
from plugins.orders.dealer.services import create_dealer
from plugins.orders.ledger.models import Tender
from plugins.orders.report import services
from plugins.orders.sale.services import Item
from tests.orders.conftest import NOW, TODAY

OWN = ("orders.report.index", "orders.report.create", "orders.points.index")
FACTS = {
    "buyer_name": "李静",
    "address": "杭州市西湖区",
    "tender": Tender.BANK_SLIP,
    "slip": "BK-1",
    "paid_on": TODAY,
    "note": "",
}


class Desk:
    """Takes reports through their steps at the word of a test."""

    def __init__(self, shop) -> None:
        self.shop, self.session = shop, shop.session
        self.chief = make_user(shop.session, "orders.report.approve", name="Luo")
        channel = create_channel(
            self.session, code="bd", name="报单", kind=ChannelKind.ORDER_REPORT, by=shop.clerk
        )
        self.store = create_store(
            self.session, channel, code="bd", name="报单中心", owner="", by=shop.clerk
        )

    def dealer(self, user, code="D1"):
        create_party(
            self.session, code=code, name=f"Dealer {code}", is_partner=True, by=self.shop.clerk
        )
        return create_dealer(
            self.session, user=user, party=code, store=self.store, by=self.shop.clerk
        )

    def draft(self, dealer, *items, **facts):
        rows = items or (("P1", "2", "100.00"), ("P2", "1", "20.00"))
        return services.create_report(
            self.session,
            FACTS | facts,
            [Item(code, Decimal(quantity), Decimal(price)) for code, quantity, price in rows],
            by=self.session.get(User, dealer.user_id),
            on=TODAY,
            now=NOW,
        )

    def submit(self, report):
        dealer = self.session.get(Dealer, report.dealer_id)
        by = self.session.get(User, dealer.user_id)
        services.submit(self.session, report, by=by, now=NOW)
        return report

    def match(self, report):
        services.match(self.session, report, by=self.shop.clerk, now=NOW)
        return report

    def approve(self, report):
        services.approve(self.session, report, by=self.chief, now=NOW)
        return report


@pytest.fixture
def desk(shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def dealer(desk, session):
    made = desk.dealer(make_user(session, *OWN, name="Dealer Ada"))
    session.refresh(made, ["user"])
    return made


@pytest.fixture
def report(desk, dealer):
    """A draft of two rows for 120.00."""
    made = desk.draft(dealer)
    desk.session.refresh(made, ["dealer"])
    return made


@pytest.fixture
def approved(desk, report):
    return desk.approve(desk.match(desk.submit(report)))
