"""Three stores that each sold, refunded, exchanged and sent something, and who sees which."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.testing import make_user, open_session
from core.user.queries import by_id
from plugins.orders.exchange.services import request_exchange
from plugins.orders.ledger.rules import LineDraft
from plugins.orders.shipment.services import create_shipment
from plugins.orders.store_limit import services
from tests.orders.conftest import NOW, TODAY

STORES = ("AX", "BX", "CX")
# Who is limited to what; None is nobody's limit.
LIMITS: dict[str, tuple[str, ...] | None] = {
    "free": None,
    "one": ("AX",),
    "two": ("AX", "BX"),
    "all": STORES,
}


class Stores:
    """What each store has bears its mark: numbers, names and reasons."""

    def __init__(self, shop: Any) -> None:
        self.shop, self.session = shop, shop.session
        self.ids: dict[str, int] = {}
        self.orders: dict[str, Any] = {}
        self.records: dict[str, dict[str, int]] = {}
        self.marks: dict[str, set[str]] = {}
        for code in STORES:
            self._fill(code)
        self.root = make_user(self.session, "*", name="Root")
        self.session.commit()

    def _fill(self, code: str) -> None:
        mark, session, shop = f"MARK{code}", self.session, self.shop
        line = LineDraft(1, "P1", "S1", Decimal(3), Decimal(90), Decimal(0))
        order = shop.sell(
            f"{mark}-1", [line], store=code, buyer_name=f"{mark}buyer", placed_at=NOW, paid_at=NOW
        )
        refund = shop.ask(order, ("1", None, "0"), reason=f"{mark} torn")
        exchange = request_exchange(
            session,
            order,
            order.lines[0].id,
            product="P2",
            quantity=Decimal(1),
            difference=Decimal(0),
            freight=Decimal(0),
            reason=f"{mark} small",
            by=shop.clerk,
            on=TODAY,
            now=NOW,
        )
        parcel = create_shipment(
            session, order, carrier="SF", tracking_number=f"{mark}T", by=shop.clerk, now=NOW
        )
        self.ids[code], self.orders[code] = order.store_id, order
        self.marks[code] = {mark, refund.number, exchange.number, f"Store {code}"}
        self.records[code] = {
            "order_id": order.id,
            "refund_id": refund.id,
            "exchange_id": exchange.id,
            "shipment_id": parcel.id,
            "store_id": order.store_id,
        }

    def limit(self, user: Any, *codes: str) -> None:
        """Limit a user to stores; to none is no limit."""
        chosen = [self.ids[code] for code in codes]
        services.limit(self.session, self.person(user), chosen, by=self.person(self.root))
        self.session.commit()

    def person(self, user: Any) -> Any:
        """Return somebody with all rights, as a request loads them."""
        return self.session.scalars(by_id(user.id)).unique().one()

    def ask_in(self, *codes: str) -> dict[str, str]:
        """Ask for a refund in each of some stores; return their numbers."""
        return {
            code: self.shop.ask(self.shop.sell(f"Told-{code}", store=code), ("1", None, "0")).number
            for code in codes
        }

    def seen(self, text: str) -> set[str]:
        """Return of which stores a text tells something."""
        return {code for code in STORES if any(mark in text for mark in self.marks[code])}


@pytest.fixture
def stores(shop) -> Stores:
    return Stores(shop)


@pytest.fixture
def permissions(app) -> list[str]:
    """Everything that there is to permit but what nobody may who is limited."""
    known = [name for one in app.extensions["bumen.manifests"] for name in one.permissions]
    return [name for name in known if name not in services.UNLIMITED]


@pytest.fixture
def reader(app, session, stores, permissions):
    """Return the browser of somebody who may see every page, limited by a name of ``LIMITS``."""

    def enter(name: str):
        user = make_user(session, *permissions, name="Ada")
        stores.limit(user, *(LIMITS[name] or ()))
        client = app.test_client()
        open_session(client, session, user)
        client.user = user
        return client

    return enter
