"""What can be done with approvals.  Services flush; they never commit.

A record's own services call :func:`ask`; the signatures of colleagues then call what its
:class:`~core.approvals.Approvable` names, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import approvals
from core.approval import queries
from core.approval.models import Approval
from core.approval_flow.services import stages_of
from core.approval_notice.services import ASKED, ENDED, LATE
from core.approvals import Approvable
from core.calendar import services as calendar
from core.clock import local_date
from core.company import company
from core.delegation import queries as delegations
from core.errors import BusinessError
from core.notification import services as notifications
from core.notifications import Notice
from core.signature import queries as signatures
from core.signature import rules
from core.signature.models import Decision, Preparer, Signer, Step, StepState, Verdict
from core.tombstones import of_name
from core.user.models import User


def ask(
    session: Session,
    kind: Approvable,
    record: Any,
    *,
    amount: Decimal | None = None,
    currency: str = "",
    note: str = "",
    by: User,
    now: datetime,
) -> Approval:
    """Ask colleagues to approve a record; its first step is open at once.

    An amount in another currency than the company's goes through every stage.

    :raises BusinessError: if that has been asked and not yet been decided.
    """
    if session.scalar(queries.open_of(kind.name, record.id)) is not None:
        raise BusinessError(_("%(record)s waits for approval already.", record=str(record)))
    tier = amount if currency in {"", company().currency} else None
    preparers = {by.id, *kind.preparers(record)}
    on = local_date(now, company().zone)
    asked = stages_of(session, kind.name, tier, preparers, by=by, on=on)
    steps = [
        Step.of(stage, place, kind.permission, people)
        for place, (stage, people) in enumerate(asked, start=1)
    ]
    approval = Approval(
        kind=kind.name,
        record_id=record.id,
        label=str(record)[:200],
        amount=amount,
        currency=currency,
        note=note.strip(),
        requested_by_id=by.id,
        requested_at=now,
        steps=steps
        or [Step(position=1, title=str(kind.title), needed=1, permission=kind.permission)],
        preparers=[Preparer(user_id=one) for one in sorted(preparers)],
    )
    session.add(approval)
    session.flush()
    _open(session, approval, approval.steps[0], now)
    session.flush()
    return approval


def _open(session: Session, approval: Approval, step: Step, now: datetime) -> None:
    step.state, step.opened_at = StepState.OPEN, now
    if step.due_hours:
        step.due_at = calendar.deadline(session, now, timedelta(hours=step.due_hours))
    if step.escalate_hours:
        step.escalate_at = calendar.deadline(session, now, timedelta(hours=step.escalate_hours))
    session.flush()
    _tell_signers(session, approval, ASKED, now)


def _tell_signers(session: Session, approval: Approval, notice: Notice, now: datetime) -> None:
    """Tell those who may sign the open step now, and those who stand in for them.

    It is the requester who asks them, whoever signed before: one person may sign two steps.
    """
    by = session.get_one(User, approval.requested_by_id)
    signers = [one.id for one in session.scalars(signatures.signatories_of_open(approval.id))]
    on = local_date(now, company().zone)
    told = {*signers, *session.scalars(delegations.delegates(signers, on))}
    _tell(session, approval, notice, told, by, now)


def _tell(
    session: Session,
    approval: Approval,
    notice: Notice,
    users: Iterable[int],
    by: User,
    now: datetime,
) -> None:
    notifications.notify(
        session, notice, users, record_id=approval.id, label=approval.label, by=by, now=now
    )


def principal_of(session: Session, approval: Approval, user: User, *, now: datetime) -> int | None:
    """Return for whom a user may sign the open step: oneself, another, or nobody."""
    step = open_step(approval)
    barred = {one.user_id for one in approval.preparers}
    if step is None or user.id in barred or user.id in {one.user_id for one in step.decisions}:
        return None
    on = local_date(now, company().zone)
    among = {user.id, *session.scalars(delegations.represented(user.id, on))} - barred
    may_sign = session.scalars(signatures.signatories(step.id, among))
    return rules.principal(user.id, may_sign, {one.principal_id for one in step.decisions})


def open_step(approval: Approval) -> Step | None:
    """Return the step that waits for signatures."""
    return next((one for one in approval.steps if one.state is StepState.OPEN), None)


def decide(
    session: Session, approval: Approval, verdict: Verdict, *, reason: str, by: User, now: datetime
) -> None:
    """Sign the open step, or reject or return the whole; the last signature approves the record.

    :raises BusinessError: if it is decided already, is not for this user, or has no reason where
        one is due.
    """
    approval = locked(session, approval)
    if not approval.is_open:
        approval.move("approve", now)
    if by.id in {one.user_id for one in approval.preparers}:
        raise BusinessError(_("You prepared this yourself; a colleague has to approve it."))
    principal = principal_of(session, approval, by, now=now)
    step = open_step(approval)
    if principal is None or step is None:
        raise BusinessError(_("This waits for somebody else, or you have signed it already."))
    if verdict is not Verdict.APPROVE and not reason.strip():
        raise BusinessError(_("Say why, so that it can be put right."), field="reason")
    decision = Decision(
        approval_id=approval.id,
        requested_by_id=approval.requested_by_id,
        user_id=by.id,
        principal_id=principal,
        verdict=verdict,
        reason=reason.strip(),
        decided_at=now,
    )
    step.decisions.append(decision)
    session.flush()
    if verdict is not Verdict.APPROVE:
        _end(session, approval, verdict.value, by, now)
    elif _is_done(step):
        _go_on(session, approval, step, by, now)
    session.flush()


def _is_done(step: Step) -> bool:
    required = [one.user_id for one in step.signers if one.is_required]
    return rules.is_done(step.needed, required, [one.principal_id for one in step.decisions])


def _go_on(session: Session, approval: Approval, step: Step, by: User, now: datetime) -> None:
    step.state = StepState.DONE
    notifications.settle(session, (ASKED, LATE), record_id=approval.id, now=now)
    following = next((one for one in approval.steps if one.state is StepState.WAITING), None)
    if following is not None:
        _open(session, approval, following, now)
        return
    approval.move("approve", now)
    _tell(session, approval, ENDED[approval.state], [approval.requested_by_id], by, now)
    kind, record = _subject(session, approval)
    kind.approved(session, record, by=by, now=now)


def _end(session: Session, approval: Approval, verb: str, by: User, now: datetime) -> None:
    approval.move(verb, now)
    notifications.settle(session, (ASKED, LATE), record_id=approval.id, now=now)
    if approval.state in ENDED:
        _tell(session, approval, ENDED[approval.state], [approval.requested_by_id], by, now)
    for step in approval.steps:
        if step.state in {StepState.OPEN, StepState.WAITING}:
            step.state = StepState.CLOSED
    kind, record = _subject(session, approval)
    kind.declined(session, record, by=by, now=now)


def _subject(session: Session, approval: Approval) -> tuple[Approvable, Any]:
    kind = approvals.registered().get(approval.kind)
    record = session.get(kind.model, approval.record_id) if kind else None
    if kind is None or record is None:
        raise BusinessError(
            _("%(kind)s cannot be decided now.", kind=of_name(approval.kind, approval.label))
        )
    return kind, record


def sign(session: Session, kind: Approvable, record: Any, *, by: User, now: datetime) -> None:
    """Sign for a record, without a reason.

    :raises BusinessError: if nobody has asked, or as :func:`decide` says.
    """
    approval = latest(session, kind, record)
    if approval is None or not approval.is_open:
        raise BusinessError(_("Nobody has asked to approve this; ask for it first."))
    decide(session, approval, Verdict.APPROVE, reason="", by=by, now=now)


def withdraw(session: Session, approval: Approval, *, by: User, now: datetime) -> None:
    """Take a question back.

    :raises BusinessError: if it is decided already, or somebody else asked.
    """
    approval = locked(session, approval)
    if by.id != approval.requested_by_id:
        raise BusinessError(_("Only who asked for an approval can withdraw it."))
    _end(session, approval, "withdraw", by, now)
    session.flush()


def add_signer(
    session: Session,
    approval: Approval,
    colleague: User | None,
    *,
    manages: bool,
    by: User,
    now: datetime,
) -> None:
    """Ask somebody else to sign the open step too.

    :param manages: whether the user sets up approval flows, and so may help one that is stuck.
    :raises BusinessError: if the colleague prepared the record or is named already, or it is not
        for this user to ask.
    """
    approval = locked(session, approval)
    step = open_step(approval)
    if step is None:
        approval.move("approve", now)
    elif not manages and principal_of(session, approval, by, now=now) is None:
        raise BusinessError(_("This waits for somebody else, or you have signed it already."))
    elif colleague is None or not colleague.active:
        raise BusinessError(_("Choose a colleague who may sign in."), field="colleague")
    elif colleague.id in {one.user_id for one in step.signers}:
        raise BusinessError(_("This colleague is asked already."), field="colleague")
    elif colleague.id in {one.user_id for one in approval.preparers}:
        raise BusinessError(_("Who prepared a record cannot approve it."), field="colleague")
    else:
        step.signers.append(Signer(user_id=colleague.id, added_by_id=by.id, is_required=True))
        step.needed += 1
        session.flush()
        _tell(session, approval, ASKED, [colleague.id], by, now)


def escalate(session: Session, *, by: User, now: datetime) -> int:
    """Remind of steps that wait for too long, and ask somebody else too; return how many wait."""
    late = session.scalars(signatures.late(now)).all()
    for step in late:
        if step.due_at is not None and step.due_at <= now and step.reminded_at is None:
            step.reminded_at = now
            _tell_signers(session, step.approval, LATE, now)
        if step.escalate_at is not None and step.escalate_at <= now and step.escalated_at is None:
            step.escalated_at = now
            if step.escalate_to_id not in {one.user_id for one in step.signers}:
                step.signers.append(Signer(user_id=step.escalate_to_id))
            session.flush()
            _tell_signers(session, step.approval, ASKED, now)
    session.flush()
    return len(late)


def latest(session: Session, kind: Approvable, record: Any) -> Approval | None:
    """Return the last approval of a record with all that is shown of it."""
    return session.scalar(queries.latest_of(kind.name, record.id))


def locked(session: Session, approval: Approval) -> Approval:
    """Lock an approval and read it again, so that of two people at once the second waits."""
    session.refresh(approval, with_for_update={"of": Approval})
    query = queries.approval(approval.id).execution_options(populate_existing=True)
    return session.scalars(query).one()
