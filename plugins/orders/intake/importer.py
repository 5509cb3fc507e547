"""Imports orders from the files of a platform, some thousand at a time, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
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
from core.reports import Report
from core.sources import Source
from core.spool import Spool
from core.user.models import User
from plugins.orders.channel import services as channels
from plugins.orders.channel.models import ChannelKind
from plugins.orders.intake.services import Masters, Told, read_orders
from plugins.orders.ledger import services
from plugins.orders.ledger.rules import Fault, OrderDraft
from plugins.orders.ledger.services import Ledger
from plugins.orders.product import services as products

LOCK = "orders.order.import"
CHUNK = 2_000
ROLES = {"suppliers": "is_supplier", "buyers": "is_customer"}
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
    for name, title in (
        ("suppliers", _l("Suppliers")),
        ("buyers", _l("Buyers")),
        ("products", _l("Products")),
        ("orders", _l("Orders")),
    ):
        report.count(name, title)
    masters, bare, done = Masters(), 0, 0
    progress(0, source.size(), str(_("Reading")))
    with Spool() as spool:
        told = read_orders(source, report, masters, spool)
        known = Known(session, masters, report, by)
        while chunk := list(islice(told, CHUNK)):
            known.learn(chunk)
            for its in _by_store(chunk).values():
                _record(session, its, known.ledger(source, its[0]), report, now)
            bare += sum(not one.draft.lines for one in chunk)
            done += sum(len(one.lines) or 1 for one in chunk)
            progress(done, masters.rows, str(_("Orders")))
        known.learn_rest()
    _note(report, bare)
    return report


def _by_store(chunk: list[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for one in chunk:
        found.setdefault(one.draft.store, []).append(one)
    return found


class Known:
    """What is in the database of that which orders refer to; it is recorded as they need it.

    So what only refused orders refer to is not recorded at all.
    """

    def __init__(self, session: Session, masters: Masters, report: Report, by: User) -> None:
        """Know nothing yet."""
        self._session, self._masters, self._report, self._by = session, masters, report, by
        self._ids: dict[str, dict[str, int]] = {"suppliers": {}, "buyers": {}, "products": {}}
        self._stores: dict[str, int] = {}

    def learn(self, chunk: list[Told]) -> None:
        """Record what some orders refer to."""
        lines = [line for one in chunk for line in one.draft.lines]
        self._parties("suppliers", (line.supplier for line in lines))
        self._parties("buyers", (one.draft.buyer for one in chunk))
        self._products(line.product for line in lines)

    def learn_rest(self) -> None:
        """Record what the files tell of for its own sake, sold or not."""
        if self._masters.are_files:
            self._parties("suppliers", self._masters.suppliers)
            self._parties("buyers", self._masters.buyers)
            self._products(self._masters.products)

    def ledger(self, source: Source, one: Told) -> Ledger:
        """Return the ledger of the store of an order."""
        code = one.draft.store
        if code not in self._stores:
            self._stores[code] = _store(self._session, source, one, self._by)
        where, ids = company(), self._ids
        return Ledger(
            self._stores[code],
            where.zone,
            where.currency,
            ids["buyers"],
            ids["suppliers"],
            ids["products"],
        )

    def _parties(self, role: str, codes: Iterable[str | None]) -> None:
        told, known = getattr(self._masters, role), self._ids[role]
        new = [one for one in dict.fromkeys(codes) if one and one in told and one not in known]
        flag, count = ROLES[role], self._report.counts[role]
        outcome = parties.upsert_parties(
            self._session, (_facts(code, told[code], flag) for code in new), by=self._by
        )
        count.added += outcome.added
        count.changed += outcome.changed
        count.unchanged += outcome.unchanged
        known |= outcome.ids

    def _products(self, codes: Iterable[str]) -> None:
        told, known = self._masters.products, self._ids["products"]
        new = {code: told[code] for code in codes if code in told and code not in known}
        count = self._report.counts["products"]
        known |= products.record_products(self._session, new, count)


def _facts(code: str, told: tuple[str, str, str], role: str) -> dict[str, Any]:
    name, city, region = told
    is_company = role == "is_supplier"
    return {
        "code": code,
        "name": name,
        "city": city,
        "region": region,
        "is_company": is_company,
        role: True,
    }


def _store(session: Session, source: Source, one: Told, by: User) -> int:
    place = {**one.row.values, **source.profile.constants}
    return channels.store_for_import(
        session,
        channel=place["channel"],
        channel_name=place.get("channel_name") or "",
        kind=ChannelKind(place["channel_kind"]),
        code=one.draft.store,
        name=one.row.values.get("store_name") or place.get("store_name") or "",
        by=by,
    ).id


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
    session: Session, its: list[Told], ledger: Ledger, report: Report, now: datetime
) -> None:
    count, sound = report.counts["orders"], []
    for one in its:
        reason = _objection(one.draft, ledger)
        if reason:
            count.refused += 1
            report.refuse(one.row, one.draft.number, reason, one.lines)
        else:
            sound.append(one)
    drafts = [one.draft for one in sound]
    refused = services.record_orders(session, drafts, ledger, count, now=now) if drafts else {}
    for one in sound:
        draft = one.draft
        if draft.number in refused:
            report.refuse(one.row, draft.number, refused[draft.number], one.lines)
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
