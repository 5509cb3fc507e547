"""What can be done with cases.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import numbering
from core.clock import local_date
from core.company import company
from core.errors import BusinessError
from core.notification import services as notifications
from core.notifications import Facts, Notice
from core.party.models import Party
from core.permissions import holds
from core.rows import seen
from core.templating import instant
from core.user.models import User
from plugins.service.casework import queries
from plugins.service.casework.models import (
    KINDS,
    NEVER,
    STATES,
    Case,
    CaseEvent,
    CaseLine,
)
from plugins.service.casework.rules import EventKind, Kind, LineDraft, OrderNamed, State
from plugins.service.sla import services as sla
from plugins.service.sla.models import PRIORITIES, Priority
from plugins.service.sla.rules import Clock, Mark, What

SERIES = "AS"
BY_HAND = "entered"
BATCH = 500
READING = "service.case.index"


def facts(session: Session, keys: Collection[int], reader: User | None) -> dict[int, Facts]:
    """Return how pressing cases are, of those that the reader sees by now."""
    if reader is not None:
        keys = seen(session, reader, Case, keys) if holds(reader, READING) else ()
    return {
        one.id: [
            (_l("Kind"), str(KINDS[one.kind][0])),
            (_l("Priority"), str(PRIORITIES[one.priority][0])),
            (_l("State"), str(STATES[one.state][0])),
            (_l("Due"), "" if one.due_at == NEVER else instant(one.due_at)),
        ]
        for one in session.scalars(queries.told(keys))
    }


ASSIGNED = Notice(
    "service.case.assigned",
    _l("%(actor)s gave you a case: %(label)s"),
    "service.case.detail",
    "case_id",
    facts=facts,
)
# What an event means for the clocks; the goods come from the customer, so we wait for them.
MARKS = {
    (EventKind.OPENED, ""): What.OPENED,
    (EventKind.CUSTOMER, ""): What.CUSTOMER,
    (EventKind.REPLY, ""): What.REPLY,
    (EventKind.WAIT, ""): What.WAIT,
    (EventKind.RESUME, ""): What.RESUME,
    (EventKind.STEP, "await_goods"): What.WAIT,
    (EventKind.STEP, "receive"): What.RESUME,
    (EventKind.STEP, "close"): What.RESOLVED,
    (EventKind.STEP, "reject"): What.RESOLVED,
    (EventKind.STEP, "reopen"): What.REOPENED,
}
SPOKEN = (EventKind.CUSTOMER, EventKind.REPLY, EventKind.AUTO, EventKind.NOTE)


def open_case(
    session: Session,
    *,
    kind: Kind,
    subject: str,
    body: str,
    party: Party | None,
    lines: Sequence[LineDraft] = (),
    order: OrderNamed | None = None,
    priority: Priority = Priority.NORMAL,
    by: User,
    on: date,
    now: datetime,
) -> Case:
    """Open a case of a customer.

    :raises BusinessError: if goods shall come back and nobody says which.
    """
    if kind in {Kind.RETURN, Kind.EXCHANGE, Kind.REPAIR} and not lines:
        raise BusinessError(_("Say of which products: write a quantity for at least one."))
    case = Case(
        number=numbering.next_number(session, SERIES, on=on),
        kind=kind,
        priority=priority,
        party_id=None if party is None else party.id,
        subject=subject.strip(),
        body=body.strip(),
        source=BY_HAND,
        order_id=None if order is None else order.order_id,
        order_number="" if order is None else order.number.strip(),
        signed_on=None if order is None else order.signed_on,
        opened_by_id=by.id,
        opened_at=now,
    )
    case.lines = [CaseLine(**vars(line)) for line in lines]
    case.events = [CaseEvent(at=now, kind=EventKind.OPENED, by_id=by.id)]
    session.add(case)
    session.flush()
    recount(session, [case], now=now)
    return case


def say(
    session: Session, case: Case, *, kind: EventKind, body: str, by: User | None, now: datetime
) -> Case:
    """Write down what somebody said: the customer, a colleague to the customer, or a note.

    :raises BusinessError: if nothing was said.
    """
    if kind not in SPOKEN or not body.strip():
        raise BusinessError(_("Write what was said."), field="body")
    case = locked(session, case)
    happened(case, kind, body=body.strip(), by=by, now=now)
    # What a customer says about goods that are on their way does not bring them here.
    if kind is EventKind.CUSTOMER and case.is_waiting and case.state is not State.AWAITING_GOODS:
        happened(case, EventKind.RESUME, by=by, now=now)
        case.is_waiting = False
    if kind is EventKind.REPLY and case.first_response_at is None:
        case.first_response_at = now
    return recounted(session, case, now)


def wait(session: Session, case: Case, *, by: User, now: datetime) -> Case:
    """Let the clock of the resolution stand still until the customer answers.

    :raises BusinessError: if we wait already, or the case is over.
    """
    case = locked(session, case)
    if case.is_waiting or case.is_over:
        raise BusinessError(_("We wait for the customer already, or the case is over."))
    case.is_waiting = True
    happened(case, EventKind.WAIT, by=by, now=now)
    return recounted(session, case, now)


def resume(session: Session, case: Case, *, by: User, now: datetime) -> Case:
    """Wait for the customer no longer.

    :raises BusinessError: if we do not wait.
    """
    case = locked(session, case)
    if not case.is_waiting:
        raise BusinessError(_("We do not wait for the customer."))
    case.is_waiting = False
    happened(case, EventKind.RESUME, by=by, now=now)
    return recounted(session, case, now)


def assign(session: Session, case: Case, user: User | None, *, by: User, now: datetime) -> Case:
    """Give a case to somebody, who is told of it, or take it back."""
    case = locked(session, case)
    case.assigned_to_id = None if user is None else user.id
    session.flush()
    if user is not None:
        notifications.notify(
            session, ASSIGNED, [user.id], record_id=case.id, label=str(case), by=by, now=now
        )
    return case


def prioritise(
    session: Session, case: Case, priority: Priority, *, by: User, now: datetime
) -> Case:
    """Let a case press more or less; the time that it has taken stays taken."""
    case = locked(session, case)
    case.priority = priority
    return recounted(session, case, now)


def marks(events: Iterable[CaseEvent]) -> list[Mark]:
    """Return what moves the clocks among the events of a case."""
    found = ((one.at, MARKS.get((one.kind, one.verb))) for one in events)
    return [Mark(at, what) for at, what in found if what is not None]


def recount(session: Session, cases: Sequence[Case], *, now: datetime) -> None:
    """Set the clocks of some cases by what happened, the levels and the calendar of today."""
    counted = [case for case in cases if case.has_clock]
    if not counted:
        return
    events: dict[int, list[Mark]] = {}
    for case_id, at, kind, verb in session.execute(queries.events_of([one.id for one in counted])):
        what = MARKS.get((kind, verb))
        if what is not None:
            events.setdefault(case_id, []).append(Mark(at, what))
    days = sla.working_days(session, min(case.opened_at for case in counted))
    targets = sla.targets(session, local_date(now, company().zone))
    for case in counted:
        promise = sla.promise(events.get(case.id, []), targets[case.priority], days)
        running = {
            clock: promise.due[clock] if promise.runs.is_running(clock) else None for clock in Clock
        }
        _set_dues(case, running)
        case.turn = promise.runs.turn
    session.flush()


def _set_dues(case: Case, due: Mapping[Clock, datetime | None]) -> None:
    case.first_due_at, case.next_due_at = due[Clock.FIRST], due[Clock.NEXT]
    case.resolution_due_at = due[Clock.RESOLUTION]
    case.due_at = min((at for at in due.values() if at is not None), default=NEVER)


def recount_running(session: Session, *, now: datetime) -> int:
    """Set the clocks of all open cases anew, as after a change of calendar or levels."""
    keys = session.scalars(queries.running()).all()
    for start in range(0, len(keys), BATCH):
        batch = session.scalars(queries.some(keys[start : start + BATCH])).all()
        recount(session, batch, now=now)
    return len(keys)


def locked(session: Session, case: Case) -> Case:
    """Return a case as it is now; nobody else changes it meanwhile."""
    return session.scalars(queries.locked(case.id)).one()


def recounted(session: Session, case: Case, now: datetime) -> Case:
    """Return a case with its clocks set by what just happened."""
    session.flush()
    recount(session, [case], now=now)
    return case


def happened(
    case: Case, kind: EventKind, *, by: User | None, now: datetime, verb: str = "", body: str = ""
) -> None:
    """Write down what happened to a case."""
    case.events.append(
        CaseEvent(at=now, kind=kind, verb=verb, body=body, by_id=None if by is None else by.id)
    )


def asked_on(case: Case) -> date:
    """Return the business day on which the customer asked."""
    return local_date(case.opened_at, company().zone)
