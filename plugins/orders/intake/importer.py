"""Imports orders from the files of a platform, a thousand at a time, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from core.company import company
from core.db import lock
from core.importing import Importer, Tell
from core.party import services as parties
from core.reports import Count, Report
from core.sources import Source
from core.user.models import User
from plugins.orders.channel import services as channels
from plugins.orders.channel.models import ChannelKind
from plugins.orders.intake.services import Masters, Told, read_orders
from plugins.orders.ledger import services
from plugins.orders.ledger.rules import Fault, OrderDraft
from plugins.orders.ledger.services import Ledger
from plugins.orders.product import services as products

LOCK = "orders.order.import"
CHUNK = 1_000
TOLD_EVERY = 5_000
FAULTS = {
    Fault.POSITION: _l("Two lines have the number %(number)s."),
    Fault.SEQUENCE: _l("Two payments have the number %(number)s."),
    Fault.QUANTITY: _l("The quantity of line %(number)s is not above zero."),
    Fault.AMOUNT: _l("An amount of line %(number)s is below zero."),
    Fault.DISCOUNT: _l("The discounts of line %(number)s are above its price."),
    Fault.PAYMENT: _l("Payment %(number)s is below zero."),
}


def run(session: Session, source: Source, *, by: User, now: datetime, progress: Tell) -> Report:
    """Import orders; the same files again add and change nothing."""
    report = Report()
    lock(session, LOCK)
    counts = {
        "suppliers": report.count("suppliers", _l("Suppliers")),
        "buyers": report.count("buyers", _l("Buyers")),
        "products": report.count("products", _l("Products")),
        "orders": report.count("orders", _l("Orders")),
    }
    masters = Masters()
    by_store: dict[str, list[Told]] = {}
    total = 0
    for one in read_orders(source, report, masters):
        by_store.setdefault(one.draft.store, []).append(one)
        total += 1
        if not total % TOLD_EVERY:
            progress(total, 0, str(_("Reading")))
    suppliers = _record_parties(session, masters.suppliers, counts["suppliers"], by)
    buyers = _record_parties(session, masters.buyers, counts["buyers"], by)
    codes = products.record_products(session, masters.products, counts["products"])
    done = 0
    for its in by_store.values():
        store_id = _store(session, source, its[0], by)
        ledger = Ledger(store_id, company().zone, company().currency, buyers, suppliers, codes)
        sound = _sound(its, ledger, report, counts["orders"])
        while chunk := list(islice(sound, CHUNK)):
            _record(session, chunk, ledger, report, now)
            done += len(chunk)
            progress(done, total, str(_("Orders")))
    _note(report, bare=sum(not one.draft.lines for its in by_store.values() for one in its))
    return report


def _record_parties(
    session: Session, facts: Mapping[str, dict[str, Any]], count: Count, by: User
) -> dict[str, int]:
    outcome = parties.upsert_parties(session, facts.values(), by=by)
    count.added += outcome.added
    count.changed += outcome.changed
    count.unchanged += outcome.unchanged
    return outcome.ids


def _store(session: Session, source: Source, one: Told, by: User) -> int:
    place = source.profile.constants or one.row.values
    return channels.store_for_import(
        session,
        channel=place["channel"],
        channel_name=place.get("channel_name", ""),
        kind=ChannelKind(place["channel_kind"]),
        code=one.draft.store,
        name=place.get("store_name", ""),
        by=by,
    ).id


def _sound(its: list[Told], ledger: Ledger, report: Report, count: Count) -> Iterator[Told]:
    """Leave out the orders that cannot be what the file says."""
    for one in its:
        reason = _objection(one.draft, ledger)
        if reason:
            count.refused += 1
            report.refuse(one.row, one.draft.number, reason)
        else:
            yield one


def _objection(draft: OrderDraft, ledger: Ledger) -> str:
    for fault, number in draft.faults():
        return str(FAULTS[fault]) % {"number": number}
    for line in draft.lines:
        code = None
        if line.product not in ledger.products:
            code = line.product
        elif line.supplier and line.supplier not in ledger.suppliers:
            code = line.supplier
        if code is not None:
            return str(_("No file tells of the product or supplier %(code)s.", code=code))
    return ""


def _record(
    session: Session, chunk: list[Told], ledger: Ledger, report: Report, now: datetime
) -> None:
    drafts = [one.draft for one in chunk]
    refused = services.record_orders(session, drafts, ledger, report.counts["orders"], now=now)
    for one in chunk:
        draft = one.draft
        if draft.number in refused:
            report.refuse(one.row, draft.number, refused[draft.number])
        elif draft.differs:
            paid = _("paid %(paid)s, lines cost %(total)s", paid=draft.paid, total=draft.total)
            report.remark(one.row, draft.number, paid)


def _note(report: Report, bare: int) -> None:
    if bare:
        report.notes.append(
            ngettext("%(num)s order has no lines.", "%(num)s orders have no lines.", bare)
        )
    if report.remarks:
        report.notes.append(
            ngettext(
                "%(num)s order was paid with another sum than its lines cost.",
                "%(num)s orders were paid with another sum than their lines cost.",
                len(report.remarks),
            )
        )


importer = Importer(
    name="orders",
    title=_l("Import orders"),
    permission="orders.order.import",
    folder=Path(__file__).parent / "profiles",
    run=run,
)
