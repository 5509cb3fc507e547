"""What service puts on the first page and on the pages of other records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.clock import from_local, now
from core.company import company
from core.extending import Action, Panel, TimelineEntry
from core.hookspecs import Card
from core.party.models import Party
from core.permissions import allowed
from core.templating import number
from core.user.models import User
from plugins.service.casework import queries as cases
from plugins.service.casework.models import KINDS, STATES, Case
from plugins.service.contract import LinesWanted
from plugins.service.customer import services as customers
from plugins.service.duplicate import queries as duplicates
from plugins.service.inspection import services as inspection
from plugins.service.merge import queries as merges
from plugins.service.sold import services as sold

CASES = "service.case.index"
SHOWN = 10


def cards(session: Session, user: User, today: date) -> list[Card]:
    """Return the cases that want somebody."""
    if not allowed(CASES):
        return []
    mine = cases.count_where(Case.state.in_(cases.OPEN) & (Case.assigned_to_id == user.id))
    midnight = from_local(datetime.combine(today, time.min), company().zone)
    return [
        Card(
            _("My open cases"),
            number(session.scalar(mine) or 0),
            url_for(CASES, whose="mine", stands="open"),
            CASES,
            icon="message",
            order=15,
            key="mine",
        ),
        Card(
            _("Overdue cases"),
            number(session.scalar(cases.count_where(cases.overdue(now()))) or 0),
            url_for(CASES, stands="overdue"),
            CASES,
            icon="alert-triangle",
            colour="red",
            order=16,
            key="overdue",
        ),
        Card(
            _("Cases opened today"),
            number(session.scalar(cases.count_where(Case.opened_at >= midnight)) or 0),
            url_for(CASES, opened_in="today"),
            CASES,
            icon="message",
            order=60,
            key="today",
        ),
    ]


def happened(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Return the cases of a customer: when each was opened, and when it was resolved."""
    entries = []
    for case in session.scalars(cases.of_parties([party_id]).limit(limit)):
        url = url_for("service.case.detail", case_id=case.id)
        detail = f"{KINDS[case.kind][0]} · {STATES[case.state][0]} · {case.subject}"
        title = _("Case %(number)s", number=case.number)
        entries.append(TimelineEntry(case.opened_at, title, url, CASES, detail, "message"))
        if case.resolved_at is not None:
            title = _("Case %(number)s resolved", number=case.number)
            entries.append(TimelineEntry(case.resolved_at, title, url, CASES, detail, "check"))
    return entries


def customer_panels() -> list[Panel | Action]:
    """Return what the page of a customer shows of cases and purchases."""
    pairs = "service.duplicate.index"
    return [
        Panel(_l("Duplicates"), "service/duplicate/panel.html", pairs, _duplicates_of, order=30),
        Panel(_l("Merges"), "service/merge/panel.html", pairs, _merges_of, order=40),
        Panel(_l("Cases"), "service/case/panel.html", CASES, _cases_of, order=10),
        Panel(_l("Bought"), "service/case/bought.html", "service.case.create", _bought, order=20),
    ]


def _duplicates_of(session: Session, party: Party) -> Mapping[str, Any]:
    members = customers.members(session, party.id)
    return {"pairs": session.scalars(duplicates.of_parties(members).limit(SHOWN)).all()}


def _merges_of(session: Session, party: Party) -> Mapping[str, Any]:
    members = customers.members(session, party.id)
    return {
        "merges": session.scalars(merges.alive(members)).all(),
        "may_undo": allowed("service.merge.create"),
    }


def _cases_of(session: Session, party: Party) -> Mapping[str, Any]:
    members = customers.members(session, party.id)
    return {
        "cases": session.scalars(cases.of_parties(members).limit(SHOWN)).all(),
        "states": STATES,
        "kinds": KINDS,
        "create": url_for("service.case.create", customer=party.id),
    }


def _bought(session: Session, party: Party) -> Mapping[str, Any]:
    members = tuple(customers.members(session, party.id))
    return {"lines": sold.sold_lines(session, LinesWanted(party_ids=members), limit=SHOWN)}


def order_extras(order: Any) -> list[Panel | Action]:
    """Return what the page of an order shows of its cases."""
    url = url_for("service.case.create", order=order.id)
    return [
        Action(_("Open a case"), url, "service.case.create", icon="message"),
        Panel(_l("Cases"), "service/case/panel.html", CASES, _cases_of_order),
    ]


def _cases_of_order(session: Session, order: Any) -> Mapping[str, Any]:
    return {
        "cases": session.scalars(cases.of_order(order.id).limit(SHOWN)).all(),
        "states": STATES,
        "kinds": KINDS,
        "create": url_for("service.case.create", order=order.id),
    }


def case_actions(case: Case) -> list[Panel | Action]:
    """Return what may be done with the goods of a case."""
    found: list[Panel | Action] = []
    if case.state in inspection.INSPECTED and case.lines and not case.refund_id:
        url = url_for("service.inspection.edit", case_id=case.id)
        found.append(Action(_("Inspect"), url, "service.inspection.edit", icon="search"))
    if case.order_id and not case.refund_id and inspection.refundable(case):
        url = url_for("service.inspection.refund", case_id=case.id)
        found.append(
            Action(_("Approve the return"), url, "service.inspection.refund", icon="receipt-refund")
        )
    return found
