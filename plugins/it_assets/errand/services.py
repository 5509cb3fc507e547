"""Lets a demo company buy, look after and count equipment.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.approval import services as approval
from core.errors import BusinessError
from core.party import queries as parties
from core.party import services as party_services
from core.party.models import Party
from core.user import queries as users
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.category import queries as categories
from plugins.it_assets.category import services as category_services
from plugins.it_assets.maintenance import services as maintenance
from plugins.it_assets.model import services as models
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place import queries as places
from plugins.it_assets.place import services as place_services
from plugins.it_assets.place.models import Place
from plugins.it_assets.purchase import queries as purchase_queries
from plugins.it_assets.purchase import services as purchases
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.receipt import queries as receipt_queries
from plugins.it_assets.receipt import services as receipts
from plugins.it_assets.receipt.models import Check, Receipt
from plugins.it_assets.request import services as requests
from plugins.it_assets.stocktake import services as stocktakes

Facts = dict[str, Any]
DAY = timedelta(days=1)
KIND, ROOM = "办公家电", "总部三楼会议室"
VENDORS = (("FW-01", "杭州联科办公设备"), ("FW-02", "西湖数码城"))


def seed(session: Session, *, by: User, today: date, now: datetime) -> list[str]:
    """Buy three projectors, receive two, repair one, plan the rest, and count the room."""
    asker = next((one for one in session.scalars(users.colleagues()) if one.id != by.id), None)
    if asker is None:
        return []

    def ago(days: int, who: User = by) -> Facts:
        return {"by": who, "on": today - days * DAY, "now": now - days * DAY}

    group = session.scalar(categories.named(KIND))
    group = group or category_services.create_category(session, name=KIND, by=by)
    model = models.create_model(session, name="投影仪 P1", category=group, by=by)
    room = session.scalar(places.named([ROOM])) or place_services.create_place(
        session, name=ROOM, by=by
    )
    purchase = _buy(session, model, by=by, asked=ago(20, asker), expected_on=today + 3 * DAY)
    facts: Facts = {"title": "13寸超薄笔记本（出差）", "quantity": 1, "reason": "全国出差携带方便"}
    requests.create_request(session, None, price=Decimal(8000), **facts, **ago(0, asker))
    if purchase is None:
        return []
    receipt = _receive(session, purchase, model, room, came=ago(10), asker=asker)
    maintenance.set_plan(session, None, model, title="清洁滤网", months=6, by=by)
    _repair(session, receipt.units[1].asset, begun=ago(3), ended=ago(1))
    stocktake = stocktakes.open_stocktake(session, room, **ago(0))
    seen = f"{receipt.units[0].asset.tag}\nHDMI-7788"
    stocktakes.scan(session, stocktake, seen, by=by, now=now)
    return [_("Equipment bought, repaired and counted")]


def _vendor(session: Session, code: str, name: str, by: User) -> Party:
    found = session.scalar(parties.by_code(code))
    return found or party_services.create_party(
        session, code=code, name=name, is_vendor=True, by=by
    )


def _buy(
    session: Session, model: EquipmentModel, *, by: User, asked: Facts, expected_on: date
) -> Purchase | None:
    facts: Facts = {"title": "", "quantity": 3, "reason": "三间会议室各配一台"}
    wish = requests.create_request(session, model, price=Decimal(4500), **facts, **asked)
    try:
        approval.sign(session, requests.EQUIPMENT, wish, by=by, now=asked["now"])
    except BusinessError:  # a flow of approvals asks somebody else
        return None
    when = {"by": asked["by"], "on": asked["on"]}
    quotes = [
        purchases.record_quote(session, wish, _vendor(session, code, name, by), price=price, **when)
        for (code, name), price in zip(VENDORS, (Decimal(4280), Decimal(4399)), strict=True)
    ]
    made = purchases.order(session, wish, quotes[0].id, expected_on=expected_on, **asked)
    return session.scalars(purchase_queries.purchase(made.id)).one()


def _receive(
    session: Session,
    purchase: Purchase,
    model: EquipmentModel,
    room: Place,
    *,
    came: Facts,
    asker: User,
) -> Receipt:
    facts: Facts = {"quantity": 2, "serials": "PJ-2201\nPJ-2202"}
    made = receipts.receive(session, purchase, model, room, **facts, **came)
    receipt = session.scalars(receipt_queries.receipt(made.id)).one()
    receipts.accept(session, receipt, set(Check), by=asker, now=came["now"])
    return receipt


def _repair(session: Session, asset: Asset, *, begun: Facts, ended: Facts) -> None:
    day, cost = begun["on"], Decimal("350.00")
    made = maintenance.report(session, asset, title="更换灯泡", due_on=day, begins=True, **begun)
    facts: Facts = {"finished_on": ended["on"], "cost": cost, "result": "已更换，亮度正常"}
    maintenance.finish(session, made, **facts, **ended)
