"""What can be done with delegations.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.delegation import queries
from core.delegation.models import Delegation
from core.errors import BusinessError
from core.user.models import User


def create(
    session: Session,
    user: User,
    delegate: User | None,
    *,
    from_on: date,
    until_on: date,
    by: User,
    on: date,
    now: datetime,
) -> Delegation:
    """Let somebody sign for a user, from a day until before another.

    A delegate signs for that user alone, and not for those whom that user stands in for; so no
    circle can arise.

    :raises BusinessError: if the days are wrong, or somebody else is delegate on one of them.
    """
    if delegate is None or not delegate.active or delegate.id == user.id:
        raise BusinessError(_("Choose a colleague who may sign in."), field="delegate")
    if not from_on < until_on:
        raise BusinessError(_("The end has to be after the beginning."), field="until_on")
    if until_on <= on:
        raise BusinessError(_("These days are over."), field="until_on")
    if session.scalar(queries.meeting(user.id, from_on, until_on).limit(1)) is not None:
        raise BusinessError(
            _("Somebody stands in on one of these days already; end that first."), field="from_on"
        )
    row = Delegation(
        user_id=user.id,
        delegate_id=delegate.id,
        from_on=from_on,
        until_on=until_on,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def end(session: Session, row: Delegation, *, by: User, on: date) -> None:
    """End a delegation today; one that has not begun is deleted."""
    if row.from_on >= on:
        session.delete(row)
    else:
        row.until_on = on
    session.flush()
