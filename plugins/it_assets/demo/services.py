"""Equips a demo company.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.organisation import queries as organisation
from core.user import queries as users
from core.user.models import User
from plugins.it_assets.asset import services as assets
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.category import services as categories
from plugins.it_assets.category.models import Category
from plugins.it_assets.custody.rules import Holder
from plugins.it_assets.depreciation.rules import Method
from plugins.it_assets.entitlement import services as entitlements
from plugins.it_assets.handover import services as handovers
from plugins.it_assets.handover.models import Kind, Way
from plugins.it_assets.model import services as models
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place import services as places
from plugins.it_assets.request import services as requests

KINDS = (
    ("笔记本电脑", "ThinkBook 13x", "联想", "5699.00", 36, Method.STRAIGHT_LINE, 8),
    ("显示器", "U2723QE", "戴尔", "3299.00", 60, Method.STRAIGHT_LINE, 6),
    ("打印机", "LaserJet M132", "惠普", "1599.00", 60, Method.YEARS_DIGITS, 2),
    ("路由器", "AX3000", "华为", "399.00", 36, Method.DOUBLE_DECLINING, 2),
)
TERMS = {"笔记本电脑": "不得外借；丢失须当日报告。\n离职时当面归还。", "显示器": "不得搬离办公室。"}
AGE = timedelta(days=47)
# What comes with every post, and what somebody asks for: within it, and beyond it.
STANDARD: dict[str, tuple[int, str | None]] = {"笔记本电脑": (1, "6000"), "显示器": (2, None)}
WISHES = {"显示器": ("3299", "双屏核对账单"), "笔记本电脑": ("9999", "渲染视频，现有电脑太慢")}


def seed(session: Session, *, by: User, today: date, now: datetime) -> list[str]:
    """Buy equipment over the last years and give some of it out; return what was done."""
    room = places.create_place(session, name="总部三楼", address="杭州市西湖区", by=by)
    made: list[Asset] = []
    bought_as: dict[str, EquipmentModel] = {}
    for name, model_name, maker, cost, months, method, count in KINDS:
        category = categories.create_category(
            session, name=name, method=method, months=months, terms=TERMS.get(name, ""), by=by
        )
        model = bought_as[name] = models.create_model(
            session, name=model_name, manufacturer=maker, category=category, by=by
        )
        for _time in range(count):
            bought = today - AGE * (len(made) + 1)
            made.append(
                assets.create_asset(
                    session,
                    model=model,
                    serial=f"SN{len(made) * 7919 + 100_003}",
                    place=room,
                    purchased_on=bought,
                    cost=Decimal(cost),
                    currency="CNY",
                    warranty_months=24,
                    on=bought,
                    by=by,
                )
            )
    people = session.scalars(users.people().order_by(User.id)).all()
    given = list(zip(people, made, strict=False))
    for one, asset in given:
        _give(session, one, asset, by, today, now)
    _entitle(session, bought_as, by, today, now)
    return [
        _("%(count)s pieces of equipment bought.", count=len(made)),
        _("%(count)s pieces of equipment given out.", count=len(given)),
    ]


def _give(session: Session, user: User, asset: Asset, by: User, today: date, now: datetime) -> None:
    handover = handovers.prepare(
        session,
        kind=Kind.CHECK_OUT,
        holder=Holder(user.name, user_id=user.id),
        conditions={asset.tag: "良好"},
        by=by,
        on=today,
        now=now,
    )
    if user.id % 3:  # some have still to sign
        handovers.sign(
            session, handover, signature=user.name, way=Way.DEVICE, by=by, on=today, now=now
        )


def _entitle(
    session: Session, known: dict[str, EquipmentModel], by: User, today: date, now: datetime
) -> None:
    """Decide what comes with every post, and let somebody who holds one ask twice."""
    for post in session.scalars(organisation.posts()).all():
        for name, (quantity, price) in STANDARD.items():
            category = session.get_one(Category, known[name].category_id)
            limit = Decimal(price) if price else None
            entitlements.entitle(session, post, category, quantity=quantity, price=limit, by=by)
    held = session.scalars(organisation.holders(today)).all()
    asker = next((one.user for one in held if one.user_id != by.id), None)
    if asker is None:
        return
    for name, (price, reason) in WISHES.items():
        requests.create_request(
            session,
            known[name],
            title="",
            quantity=1,
            price=Decimal(price),
            reason=reason,
            by=asker,
            on=today,
            now=now,
        )
