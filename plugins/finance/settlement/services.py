"""What can be done with statements.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.approval import services as approval
from core.approvals import Approvable
from core.errors import BusinessError
from core.user.models import User
from plugins.finance.settlement import queries
from plugins.finance.settlement.models import Feeds, Line, LineState, Statement


def send(session: Session, statement: Statement, *, by: User, now: datetime) -> None:
    """Note that a statement went to its supplier.

    :raises BusinessError: if it has been sent before.
    """
    _current(session, statement)
    statement.move("send")
    statement.sent_at = now
    session.flush()


def confirm(session: Session, statement: Statement, *, by: User, now: datetime) -> None:
    """Note that the supplier agrees with every line.

    :raises BusinessError: if it was not sent, or lines are disputed.
    """
    _current(session, statement)
    statement.move("confirm")
    statement.confirmed_at = now
    session.flush()


def dispute(session: Session, line: Line, *, reason: str, by: User, now: datetime) -> None:
    """Note that the supplier does not agree with a line; the others are not delayed by it.

    :raises BusinessError: if the statement was not sent or is frozen.
    """
    statement = _statement_of(session, line)
    statement.move("dispute")
    line.state, line.dispute_reason = LineState.DISPUTED, reason.strip()
    session.flush()


def release(session: Session, line: Line, *, by: User, now: datetime) -> None:
    """End a dispute: the line is paid as it stands, with this statement or the next.

    :raises BusinessError: if the line is not disputed.
    """
    if line.state is LineState.HELD:
        line.state = LineState.RELEASED
    elif line.state is LineState.DISPUTED:
        statement = _statement_of(session, line)
        line.state = LineState.OPEN
        session.flush()
        if session.scalar(queries.disputed_of(statement.id).limit(1)) is None:
            statement.move("settle")
    else:
        raise BusinessError(_("This line is not disputed."))
    session.flush()


def freeze(session: Session, statement: Statement, *, by: User, now: datetime) -> None:
    """Fix a statement for ever, and ask to approve its payment if anything is to be paid.

    Disputed lines stay behind and do not delay the others.

    :raises BusinessError: if it is neither confirmed nor disputed.
    """
    _current(session, statement)
    statement.move("freeze")
    for line in session.scalars(queries.disputed_of(statement.id)):
        _take_out(statement, line)
    statement.net = (
        statement.gross
        - statement.commission
        - statement.refunds
        + statement.adjustments
        + statement.carried_in
    )
    statement.frozen_at, statement.frozen_by_id = now, by.id
    session.flush()
    if statement.net > 0:
        ask(session, statement, by=by, now=now)


def ask(session: Session, statement: Statement, *, by: User, now: datetime) -> None:
    """Ask colleagues to approve the payment of a frozen statement.

    :raises BusinessError: if it is not frozen, nothing is to be paid, or it is asked already.
    """
    _to_be_paid(session, statement)
    approval.ask(
        session,
        PAYMENT,
        statement,
        amount=statement.net,
        currency=statement.currency,
        by=by,
        now=now,
    )


def approve(session: Session, statement: Statement, *, by: User, now: datetime) -> None:
    """Sign for the payment of a frozen statement; the last signature approves it.

    :raises BusinessError: if the approver prepared it, nothing is to be paid, somebody approved
        it before, or others have to sign first.
    """
    _to_be_paid(session, statement)
    approval.sign(session, PAYMENT, statement, by=by, now=now)


def _to_be_paid(session: Session, statement: Statement) -> None:
    _current(session, statement)
    if not statement.can("approve"):
        statement.move("approve")
    if statement.net <= 0:
        raise BusinessError(_("There is nothing to pay; the next statement takes this over."))


def _approved(session: Session, statement: Statement, *, by: User, now: datetime) -> None:
    _current(session, statement)
    statement.move("approve")
    statement.approved_at, statement.approved_by_id = now, by.id
    session.flush()


def _preparers(statement: Statement) -> list[int]:
    return [one for one in (statement.created_by_id, statement.frozen_by_id) if one is not None]


PAYMENT = Approvable(
    name="finance.settlement",
    title=_l("Payment of a statement"),
    model=Statement,
    permission="finance.settlement.approve",
    reading="finance.settlement.index",
    page="finance.settlement.detail",
    key="statement_id",
    approved=_approved,
    preparers=_preparers,
)


def pay(session: Session, statement: Statement, *, by: User, now: datetime) -> None:
    """Note that the bank has paid a statement.

    :raises BusinessError: if it is not approved, or paid already.
    """
    _current(session, statement)
    statement.move("pay")
    statement.paid_at = now
    session.flush()


def _current(session: Session, statement: Statement) -> None:
    """Lock the row and read it again, so that of two people at once the second is refused."""
    # Only its own row: PostgreSQL locks no row of an outer join that may be missing.
    session.refresh(statement, with_for_update={"of": Statement})


def _statement_of(session: Session, line: Line) -> Statement:
    statement = session.get(Statement, line.statement_id) if line.statement_id is not None else None
    if statement is None:
        raise BusinessError(_("This line was held back and belongs to no statement now."))
    _current(session, statement)
    return statement


def _take_out(statement: Statement, line: Line) -> None:
    line.held_from_id, line.statement_id, line.state = statement.id, None, LineState.HELD
    statement.line_count -= 1
    if line.feeds is Feeds.EARNED:
        statement.gross -= line.gross
        statement.commission -= line.commission
    elif line.feeds is Feeds.REFUNDS:
        statement.refunds += line.net
    else:
        statement.adjustments -= line.net
