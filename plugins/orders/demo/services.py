"""Fills a demo company.  Services flush; they never commit."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.importing import Importer
from core.party.services import create_party
from core.sources import Source
from core.user import services as users
from core.user.models import User
from plugins.orders.channel import services as channels
from plugins.orders.channel.models import ChannelKind
from plugins.orders.dealer import services as dealers
from plugins.orders.demo import queries, rules
from plugins.orders.ledger.models import Order, Tender
from plugins.orders.points import services as points
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Liability
from plugins.orders.refund.rules import NOTHING, Claim
from plugins.orders.report import services as reports
from plugins.orders.sale.services import Item
from plugins.orders.shipment import services as shipments

REFUNDS = 24
DEALER = "dealer@example.com"
BUYERS = ("李静", "王伟", "张敏", "刘洋", "赵磊")
SENT = 2
REASONS = (
    ("尺寸不合适，七天无理由退货", Liability.NO_REASON),
    ("收到时有裂纹", Liability.SUPPLIER),
    ("发错了颜色", Liability.PLATFORM),
)


def seed(
    session: Session, importer: Importer, *, by: User, today: date, now: datetime, orders: int
) -> list[str]:
    """Import invented orders through the importer, then refund some; return what was done."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(rules.HEADER)
            writer.writerows(rules.rows(orders, today))
        source = Source(importer.profile("generic"), {path.name: path})
        report = importer.run(
            session, source, by=by, now=now, progress=lambda _done, _total, _text: None
        )
    asks = users.system_user(session)
    count = 0
    for order in session.scalars(queries.refundable(REFUNDS)):
        line = order.lines[0]
        reason, liability = REASONS[count % len(REASONS)]
        refund = refunds.request_refund(
            session,
            order,
            {line.id: Claim(line.quantity, None, NOTHING)},
            liability=liability,
            reason=reason,
            returns_commission=liability is not Liability.SUPPLIER,
            by=asks,
            on=today,
            now=now,
        )
        if count % 4:
            refunds.approve(session, refund, by=by, now=now)
            refunds.pay_out(session, refund, by=by, on=today, now=now)
        count += 1
    reported = _report_orders(session, matches=asks, by=by, today=today, now=now)
    return [
        *report.text_lines(),
        _("%(count)s refunds requested.", count=count),
        _("%(count)s orders reported by a dealer.", count=reported),
    ]


def _report_orders(session: Session, *, matches: User, by: User, today: date, now: datetime) -> int:
    """Let a dealer report some orders: one is a draft, one waits, the others went on."""
    channel = channels.create_channel(
        session, code="baodan", name="报单", kind=ChannelKind.ORDER_REPORT, by=by
    )
    store = channels.create_store(session, channel, code="baodan", name="报单中心", owner="", by=by)
    create_party(session, code="BD001", name="陈晓", is_customer=True, is_partner=True, by=by)
    user = users.find(session, DEALER) or users.create_user(
        session,
        email=DEALER,
        name="陈晓",
        password=None,
        roles=["dealer"],
        by=users.system_user(session),
    )
    dealers.create_dealer(session, user=user, party="BD001", store=store, by=by)
    sold = session.scalars(queries.products(len(BUYERS))).all()
    for at, (buyer, product) in enumerate(zip(BUYERS, sold, strict=False)):
        report = reports.create_report(
            session,
            {
                "buyer_name": buyer,
                "address": "杭州市西湖区文三路 1 号",
                "tender": Tender.BANK_SLIP,
                "slip": f"ICBC{today:%y%m%d}{at:03}",
                "paid_on": today - timedelta(days=20 - 4 * at),
                "note": "",
            },
            [Item(product.code, Decimal(at % 3 + 1), Decimal(199 * (at % 3 + 1)))],
            by=user,
            on=today,
            now=now,
        )
        if at < len(BUYERS) - 1:
            reports.submit(session, report, by=user, now=now)
        if at < len(BUYERS) - 2:
            reports.match(session, report, by=matches, now=now)
            reports.approve(session, report, by=by, now=now)
            _send(session, report.order_id, at, by=by, now=now - timedelta(days=16 - 4 * at))
    points.settle(session, on=today, now=now)
    return min(len(BUYERS), len(sold))


def _send(session: Session, order_id: int | None, at: int, *, by: User, now: datetime) -> None:
    order = session.get(Order, order_id)
    if order is not None and at < SENT:
        parcel = shipments.create_shipment(
            session, order, carrier="顺丰", tracking_number=f"SF88800{at}", by=by, now=now
        )
        for hours, code, text in ((2, "1", "已揽收"), (20, "0", "运输中"), (40, "3", "已签收")):
            shipments.add_event(
                session, parcel, at=now + timedelta(hours=hours), code=code, text=text, by=by
            )
