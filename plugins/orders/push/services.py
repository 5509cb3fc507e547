"""Orders that a mall pushes.  One bad item is refused alone; services flush, they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit
from core.reports import Row
from core.user.models import User
from plugins.orders.ledger.models import Order
from plugins.orders.posting import services as posting
from plugins.orders.posting.services import FAULTS, Known, Masters, Told
from plugins.orders.push import queries, rules
from plugins.orders.push.rules import ADDED, CHANGED, REFUSED, UNCHANGED, Outcome

TOLD_OF = ("state", "total", "paid", "currency")


def push_orders(
    session: Session,
    place: Mapping[str, str],
    items: Mapping[int, Mapping[str, Any]],
    *,
    by: User,
    now: datetime,
) -> dict[int, Outcome]:
    """Enter whole orders of one store, like an import; return what became of each.

    :param place: code and name of the store and of its channel.
    :param items: the orders by their places in the batch.
    """
    report, masters = posting.begin(session), Masters()
    outcomes: dict[int, Outcome] = {}
    told: list[Told] = []
    seen: set[str] = set()
    for index, item in items.items():
        draft = rules.draft(place["store"], item)
        faults = {
            rules.fault_pointer(item, fault, number): str(FAULTS[fault]) % {"number": number}
            for fault, number in draft.faults()
        }
        if draft.number in seen:
            faults["number"] = _("The batch tells of this order twice.")
        if faults:
            outcomes[index] = Outcome(REFUSED, faults)
            continue
        seen.add(draft.number)
        _collect(masters, item)
        told.append(Told(Row("", index, {"store_name": place["store_name"]}), draft))
    numbers = [one.draft.number for one in told]
    found = session.execute(queries.digests(place["store"], numbers))
    before = {number: digest for number, digest in found}
    posting.enter(session, told, Known(session, masters, report, place=place, by=by), report, now)
    refused = {one.line: one.reason for one in report.refused}
    for one in told:
        outcomes[one.row.line] = _outcome(one, before, refused)
    _note(session, place["store"], told, outcomes)
    return outcomes


def _outcome(one: Told, before: Mapping[str, str], refused: Mapping[int, str]) -> Outcome:
    if one.row.line in refused:
        return Outcome(REFUSED, {"": refused[one.row.line]})
    known = before.get(one.draft.number)
    if known is None:
        return Outcome(ADDED)
    return Outcome(UNCHANGED if known == one.draft.content_hash else CHANGED)


def _collect(masters: Masters, item: Mapping[str, Any]) -> None:
    buyer = item["buyer"]
    if buyer:
        masters.buyers[buyer["code"]] = (buyer["name"] or buyer["code"], "", "")
    for line in item["lines"]:
        product, supplier = line["product"], line["supplier"]
        masters.products[product["code"]] = (product["title"], product["category"] or None)
        if supplier:
            masters.suppliers[supplier["code"]] = (supplier["name"] or supplier["code"], "", "")


def _note(
    session: Session, store: str, told: Sequence[Told], outcomes: Mapping[int, Outcome]
) -> None:
    """Write what was pushed into the trail: webhooks tell others of it."""
    actions = {ADDED: audit.CREATE, CHANGED: audit.CHANGE}
    results = {one.draft.number: outcomes[one.row.line].result for one in told}
    numbers = [number for number, result in results.items() if result in actions]
    if not numbers:
        return
    entered = session.scalars(queries.entered(store, numbers)).all()
    for result, action in actions.items():
        its = [one for one in entered if results[one.number] == result]
        audit.record_many(
            session,
            Order,
            action,
            [
                (one.id, one.number, {name: [None, getattr(one, name)] for name in TOLD_OF})
                for one in its
            ],
        )
