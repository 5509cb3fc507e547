"""What service puts on the first page and on the pages of other records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from core.clock import from_local, now
from core.company import company
from core.db import session
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
from plugins.service.quality import queries as records
from plugins.service.quality.models import STATES as RECORD_STATES
from plugins.service.quality.models import By, QualityRecord
from plugins.service.sold import services as sold

CASES = "service.case.index"
QUALITY = "service.quality.index"
SHOWN, FEW = 10, 3


def cards(session: Session, user: User, today: date) -> list[Card]:
    """Return the cases that want somebody, and what has too many defects."""
    return [*_case_cards(session, user, today), *_quality_cards(session)]


def _quality_cards(session: Session) -> list[Card]:
    if not allowed(QUALITY):
        return []
    alarms = session.scalars(records.alarms().limit(FEW)).all()
    count = sum(session.scalar(records.alarm_count(by)) or 0 for by in By)
    return [
        Card(
            _("Defect rates over the limit"),
            number(count),
            url_for("service.defect_rate.index"),
            "service.defect_rate.index",
            hint=" · ".join(one.label for one in alarms),
            icon="alert-triangle",
            colour="red" if count else "green",
            order=17,
            key="defects",
        ),
        Card(
            _("Open quality records"),
            number(session.scalar(records.open_count()) or 0),
            url_for(QUALITY),
            QUALITY,
            icon="alert-triangle",
            order=61,
            key="quality",
        ),
    ]


def _case_cards(session: Session, user: User, today: date) -> list[Card]:
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
    create = url_for("service.quality.create", case=case.id)
    found: list[Panel | Action] = [_quality_panel(QualityRecord.case_id == case.id, create)]
    stands = sold.refund_stands(session(), case.refund_id)
    if case.state in inspection.INSPECTED and case.lines and not stands:
        url = url_for("service.inspection.edit", case_id=case.id)
        found.append(Action(_("Inspect"), url, "service.inspection.edit", icon="search"))
    if inspection.may_refund(session(), case):
        url = url_for("service.inspection.refund", case_id=case.id)
        found.append(
            Action(_("Approve the return"), url, "service.inspection.refund", icon="receipt-refund")
        )
    return found


def _quality_panel(condition: ColumnElement[bool], create: str = "") -> Panel:
    def records_of(session: Session, _record: Any) -> Mapping[str, Any]:
        return {
            "records": session.scalars(records.of(condition).limit(SHOWN)).all(),
            "states": RECORD_STATES,
            "create": create if allowed("service.quality.edit") else "",
        }

    title = _l("Quality records")
    return Panel(title, "service/quality/panel.html", QUALITY, records_of, order=50)


def quality_of_product(product: Any) -> Panel:
    """Return what the page of a product shows of its defects."""
    create = url_for("service.quality.create", product=product.code)
    return _quality_panel(QualityRecord.product_code == product.code, create)


def party_extras(party: Party) -> list[Panel | Action]:
    """Lead from a customer to its archive, and show the defects of a supplier."""
    found: list[Panel | Action] = []
    if party.is_customer:
        url = url_for("service.customer.detail", party_id=party.id)
        found.append(Action(_("Customer archive"), url, "service.customer.index", icon="users"))
    if party.is_supplier:
        found.append(_quality_panel(QualityRecord.supplier_id == party.id))
    return found
