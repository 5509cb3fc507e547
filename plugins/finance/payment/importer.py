"""Reads what the bank answered for each payment of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.importing import Importer, Tell
from core.reports import Count, Report, Row, Verdict
from core.sources import Source
from core.user.models import User
from plugins.finance.payment import queries, services
from plugins.finance.payment.models import Batch, Item


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Mark payments as paid or failed; the same file again changes nothing."""
    report = Report()
    count = report.count("payment", _l("Payments"))
    rows = list(source.rows("results", report, count))
    lock(session, services.LOCK)
    items = {
        (item.batch.number, item.position): item
        for item in session.scalars(queries.items_of({row.values["batch"] for row in rows}))
    }
    touched: dict[int, Batch] = {}
    for done, row in enumerate(rows, start=1):
        item = _answer(session, row, items, report, count, by=by, now=now)
        if item is not None:
            touched[item.batch_id] = item.batch
        progress(done, len(rows), source.profile.name)
    for batch in touched.values():
        services.close(session, batch, now=now)
    return report


def _answer(
    session: Session,
    row: Row,
    items: Mapping[tuple[str, int], Item],
    report: Report,
    count: Count,
    *,
    by: User,
    now: datetime,
) -> Item | None:
    values = row.values
    key = f"{values['batch']}/{values['position']}"
    item = items.get((values["batch"], values["position"]))
    try:
        if item is None:
            raise BusinessError(_("There is no such payment."))
        if item.amount != values["amount"]:
            raise BusinessError(_("The amount is %(amount)s here.", amount=item.amount))
        news = services.answer(
            session,
            item,
            paid=values["paid"] == "paid",
            reference=values.get("reference", ""),
            reason=values.get("reason", ""),
            by=by,
            now=now,
        )
    except BusinessError as error:
        count.refused += 1
        report.refuse(row, key, str(error))
        return None
    report.take(count, Verdict.CHANGED if news else Verdict.UNCHANGED, row, key)
    return item


importer = Importer(
    name="bank_result",
    title=_l("Import the bank's answer"),
    permission="finance.payment.result",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
