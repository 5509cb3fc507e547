"""Fills a demo company.  Services flush; they never commit."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.importing import Importer
from core.sources import Source
from core.user import services as users
from core.user.models import User
from plugins.orders.demo import queries, rules
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Liability
from plugins.orders.refund.rules import NOTHING, Claim

REFUNDS = 24
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
    return [*report.text_lines(), _("%(count)s refunds requested.", count=count)]
