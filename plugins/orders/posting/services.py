"""Enters orders that others tell of: files of platforms, and malls that push.

What they refer to is recorded as they need it, so what only refused orders name is not recorded.
Services flush; they never commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import loading
from core.company import company
from core.db import lock
from core.party import services as parties
from core.reports import Report, Row
from core.user.models import User
from plugins.orders.channel import services as channels
from plugins.orders.channel.models import ChannelKind
from plugins.orders.ledger import services as ledger
from plugins.orders.ledger.rules import Fault, OrderDraft
from plugins.orders.ledger.services import Ledger
from plugins.orders.product import services as products
from plugins.orders.store_limit import services as limits

LOCK = "orders.order.import"
ROLES = {"suppliers": "is_supplier", "buyers": "is_customer"}
FAULTS = {
    Fault.POSITION: _l("Two lines have the number %(number)s."),
    Fault.SEQUENCE: _l("Two payments have the number %(number)s."),
    Fault.QUANTITY: _l("The quantity of line %(number)s is not above zero."),
    Fault.AMOUNT: _l("An amount of line %(number)s is below zero."),
    Fault.DISCOUNT: _l("The discounts of line %(number)s are above its price."),
    Fault.PAYMENT: _l("Payment %(number)s is below zero."),
}


@dataclass
class Masters:
    """What orders refer to by code: facts of parties and products as they were told.

    Parties are name, city and region; ``rows`` is how many rows a file with orders has.
    """

    suppliers: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    buyers: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    products: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    rows: int = 0
    are_files: bool = False


@dataclass(slots=True)
class Told:
    """One order with the row that tells it and the lines that it stands in, for the report."""

    row: Row
    draft: OrderDraft
    lines: tuple[int, ...] = ()


def begin(session: Session) -> Report:
    """Let nobody else enter orders until this transaction ends; return an empty report."""
    report = Report()
    lock(session, LOCK)
    loading.look_up_by_index(session)
    for name, title in (
        ("suppliers", _l("Suppliers")),
        ("buyers", _l("Buyers")),
        ("products", _l("Products")),
        ("orders", _l("Orders")),
    ):
        report.count(name, title)
    return report


def enter(session: Session, told: list[Told], known: Known, report: Report, now: datetime) -> None:
    """Record some thousand orders, and what they refer to."""
    admitted = known.admitted(told)
    known.learn(admitted)
    by_store: dict[str, list[Told]] = {}
    for one in admitted:
        by_store.setdefault(one.draft.store, []).append(one)
    for its in by_store.values():
        _record(session, its, known.ledger(its[0]), report, now)


class Known:
    """What is in the database of that which orders refer to; ``place`` tells of their store."""

    def __init__(
        self,
        session: Session,
        masters: Masters,
        report: Report,
        *,
        place: Mapping[str, str],
        by: User,
    ) -> None:
        """Know nothing yet."""
        self._session, self._masters, self._report = session, masters, report
        self._place, self._by = place, by
        self._ids: dict[str, dict[str, int]] = {"suppliers": {}, "buyers": {}, "products": {}}
        self._stores: dict[str, int] = {}
        # A job has no request that would restrict rows, so whoever imports is asked for here.
        self._open = limits.codes_of(session, by)

    def admitted(self, told: list[Told]) -> list[Told]:
        """Return the orders of stores that whoever enters them sees; refuse the others."""
        if self._open is None:
            return told
        found = []
        for one in told:
            if one.draft.store in self._open:
                found.append(one)
                continue
            reason = _(
                "You are limited to some stores, and %(store)s is none of them.",
                store=one.draft.store,
            )
            self._report.counts["orders"].refused += 1
            self._report.refuse(one.row, one.draft.number, reason, one.lines)
        return found

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

    def ledger(self, one: Told) -> Ledger:
        """Return the ledger of the store of an order."""
        code = one.draft.store
        if code not in self._stores:
            self._stores[code] = self._store(one)
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

    def _store(self, one: Told) -> int:
        place = {**one.row.values, **self._place}
        store = channels.store_for_import(
            self._session,
            channel=place["channel"],
            channel_name=place.get("channel_name") or "",
            kind=ChannelKind(place["channel_kind"]),
            code=one.draft.store,
            name=one.row.values.get("store_name") or place.get("store_name") or "",
            by=self._by,
        )
        return store.id


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


def _objection(draft: OrderDraft, known: Ledger) -> str:
    for fault, number in draft.faults():
        return str(FAULTS[fault]) % {"number": number}
    for line in draft.lines:
        code = None
        if line.product not in known.products:
            code = line.product
        elif line.supplier and line.supplier not in known.suppliers:
            code = line.supplier
        if code is not None:
            return str(_("No file tells of the product or supplier %(code)s.", code=code))
    return ""


def _record(
    session: Session, its: list[Told], known: Ledger, report: Report, now: datetime
) -> None:
    count, sound = report.counts["orders"], []
    for one in its:
        reason = _objection(one.draft, known)
        if reason:
            count.refused += 1
            report.refuse(one.row, one.draft.number, reason, one.lines)
        else:
            sound.append(one)
    drafts = [one.draft for one in sound]
    refused = ledger.record_orders(session, drafts, known, count, now=now) if drafts else {}
    for one in sound:
        draft = one.draft
        if draft.number in refused:
            report.refuse(one.row, draft.number, refused[draft.number], one.lines)
        elif draft.differs:
            paid = _("paid %(paid)s, lines cost %(total)s", paid=draft.paid, total=draft.total)
            report.remark(one.row, draft.number, paid)
    report.place(count, ((one.draft.number, one.row, one.lines) for one in sound))
