"""What can be done with goods that came back.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import hooks
from core.clock import from_local, local_date
from core.company import company
from core.errors import BusinessError
from core.user.models import User
from plugins.service.casework import queries
from plugins.service.casework import services as casework
from plugins.service.casework.models import Case, CaseLine
from plugins.service.casework.rules import EventKind, Outcome, State
from plugins.service.contract import RefundAsked, ReturnApproved, ReturnedLine
from plugins.service.defect.models import Defect
from plugins.service.inspection import queries as promises
from plugins.service.inspection.rules import INSPECT, Owed, awaits_inspection, came_again, owed
from plugins.service.quality import services as quality
from plugins.service.sold import services as sold

NONE = Decimal(0)
INSPECTED = (State.INSPECTING, State.RESOLVING)

LACKING = {
    Owed.INSPECTION: _l(
        "“%(product)s” came back and nobody inspected it. Write down what was found of it first, "
        "or say in the note why it is not inspected."
    ),
    Owed.REFUND: _l(
        "The refund of “%(product)s” is not asked for. Approve the return first, or write down "
        "another outcome at the inspection, and why."
    ),
    Owed.EXCHANGE: _l(
        "The exchange of “%(product)s” is not asked for. Ask for it on the page of the order "
        "first, or write down another outcome at the inspection, and why."
    ),
    Owed.WORD: _l("Say in the note what the customer got for “%(product)s”, and when."),
}

# What a word in the note makes up for.
SAYABLE = (Owed.INSPECTION, Owed.WORD)


@dataclass(frozen=True)
class Found:
    """What was found of one line: how much is accepted, what becomes of it, and its defect."""

    accepted: Decimal
    outcome: Outcome
    finding: str
    defect_id: int | None = None


@dataclass(frozen=True)
class Refunded:
    """What stands as refunded of a case: units by sold line, and the refund that tells of it.

    The refund may be one that was refused, if no other was asked for.
    """

    units: Mapping[int, Decimal]
    refund: RefundAsked | None


def inspect(
    session: Session, case: Case, found: Mapping[int, Found], *, by: User, now: datetime
) -> Case:
    """Write down what was found of the goods of a case; a defect makes one quality record.

    :raises BusinessError: if it is not inspected now, its refund is on its way, more is
        accepted than came back, a line is judged otherwise than before without a new finding, or
        somebody went on with a record that would change.
    """
    case = session.scalars(queries.locked(case.id)).one()
    if case.state not in INSPECTED or sold.refund_stands(session, case.refund_id):
        raise BusinessError(_("Goods are inspected once they are here and before the refund."))
    for line in case.lines:
        one = found.get(line.id)
        if one is None:
            continue
        if not 0 <= one.accepted <= line.quantity:
            raise BusinessError(
                _(
                    "Of %(product)s between 0 and %(count)s can be accepted.",
                    product=line.title,
                    count=line.quantity,
                ),
                field=f"accepted_{line.id}",
            )
        finding = one.finding.strip()
        is_judged_anew = (line.accepted, line.outcome) != (one.accepted, one.outcome)
        if line.outcome is not None and is_judged_anew and finding in {"", line.finding}:
            raise BusinessError(
                _("Say in the finding why “%(product)s” is judged otherwise.", product=line.title),
                field=f"finding_{line.id}",
            )
        line.accepted, line.outcome, line.finding = one.accepted, one.outcome, finding
        defect = session.get(Defect, one.defect_id) if one.defect_id else None
        on = local_date(now, company().zone)
        quality.note_finding(session, case, line, defect, by=by, on=on, now=now)
    told = (f"{line.title}: {line.finding}" for line in case.lines if line.finding)
    casework.happened(case, EventKind.STEP, verb=INSPECT, body="\n".join(told), by=by, now=now)
    session.flush()
    return case


def ask_refund(
    session: Session, case: Case, *, fault: str, reason: str, by: User, on: date, now: datetime
) -> Case:
    """Approve a return: the plugin that keeps orders asks for the refund of what is accepted.

    :raises BusinessError: if nothing is to be refunded, it was asked before, or nobody keeps
        orders.
    """
    case = session.scalars(queries.locked(case.id)).one()
    if not may_refund(session, case) or case.order_id is None:
        raise BusinessError(_("This case has nothing to refund, or its refund was asked for."))
    approved = ReturnApproved(
        case_number=case.number,
        order_id=case.order_id,
        lines=tuple(
            ReturnedLine(line.sold_line_id, count)
            for line, count in refundable(session, case)
            if line.sold_line_id is not None
        ),
        reason=reason.strip(),
        fault=fault,
    )
    answers = hooks.demand(
        "service_return_approved", session=session, approved=approved, by=by, on=on, now=now
    )
    if not answers:
        raise BusinessError(_("Refunds need the plugin that keeps orders; it is off."))
    asked: RefundAsked = answers[0].result
    case.refund_id, case.refund_number = asked.refund_id, asked.number
    session.flush()
    return case


def may_refund(session: Session, case: Case) -> bool:
    """Return whether the refund of a case can be asked for now, perhaps after one was refused."""
    is_here = case.state is State.RESOLVING and case.order_id is not None
    return is_here and bool(refundable(session, case))


def refundable(session: Session, case: Case) -> list[tuple[CaseLine, Decimal]]:
    """Return what is still to be refunded: lines of a case, each with how many units of it."""
    promised = _promised(case)
    units = refunded(session, case).units if promised else {}
    rest = [(line, accepted - units.get(key, NONE)) for line, key, accepted in promised]
    return [(line, count) for line, count in rest if count > 0]


def refunded(session: Session, case: Case) -> Refunded:
    """Return what stands as refunded or asked for of a case since it was opened.

    That may be asked for on the page of the order; what another case asked for is not counted.
    """
    own = None if case.refund_id is None else RefundAsked(case.refund_id, case.refund_number)
    keys = _bought(case)
    # Not since the day: a case is opened about what is left after the refunds before it.
    found = sold.line_refunds(session, keys, case.opened_at) if keys else []
    if found is None:
        return Refunded({key: units for _line, key, units in _promised(case)} if own else {}, own)
    asked = {one.refund_id for one in found}
    others = set(session.scalars(promises.kept_by_others(case.id, asked)))
    units: dict[int, Decimal] = {}
    standing = {}
    for one in found:
        if one.refund_id not in others:
            units[one.line_id] = units.get(one.line_id, NONE) + one.quantity
            standing[one.refund_id] = RefundAsked(one.refund_id, one.number)
    if own is None or own.refund_id not in standing:
        own = next(reversed(standing.values()), own)
    return Refunded(units, own)


def _bought(case: Case) -> set[int]:
    return {line.sold_line_id for line in case.lines if line.sold_line_id and case.order_id}


def _promised(case: Case) -> list[tuple[CaseLine, int, Decimal]]:
    """Return the lines whose refund the inspection promised, their sold lines and quantities."""
    return [
        (line, line.sold_line_id, line.accepted)
        for line in case.lines
        if line.sold_line_id and line.outcome is Outcome.REFUND and line.accepted
    ]


def check_inspected(case: Case, note: str) -> None:
    """Make sure that goods which came back were inspected, or that somebody says why not.

    :param note: what is said with the step that the case is about to take.
    :raises BusinessError: naming the first product that nobody inspected.
    """
    steps = [(one.verb, one.body) for one in case.events if one.kind is EventKind.STEP]
    if note.strip() or not awaits_inspection(steps):
        return
    is_back_again = came_again(verb for verb, _note in steps)
    for line in case.lines:
        if line.outcome is None or is_back_again:
            raise _refusal(Owed.INSPECTION, line)


def settle(session: Session, case: Case, note: str) -> None:
    """Make sure that the customer has what the inspection promised, and keep the refund of it.

    :raises BusinessError: naming the first product of which something is lacking.
    """
    check_inspected(case, note)
    keys, stands = _bought(case), refunded(session, case)
    zone = company().zone
    day = from_local(datetime.combine(local_date(case.opened_at, zone), time.min), zone)
    exchanged = sold.exchanged(session, keys, day) if keys else {}
    for line in case.lines:
        lacking = owed(
            line.outcome,
            line.accepted,
            is_bought=line.sold_line_id in keys,
            refunded=stands.units.get(line.sold_line_id or 0, NONE),
            exchanged=exchanged.get(line.sold_line_id or 0, NONE),
        )
        if lacking is Owed.WORD and note.strip():
            continue
        if lacking is not None:
            raise _refusal(lacking, line)
    if stands.refund is not None and _promised(case):
        case.refund_id, case.refund_number = stands.refund.refund_id, stands.refund.number


def _refusal(lacking: Owed, line: CaseLine) -> BusinessError:
    field = "note" if lacking in SAYABLE else None
    return BusinessError(str(LACKING[lacking]) % {"product": line.title}, field=field)
