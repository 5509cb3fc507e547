"""What can be done with suggestions.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.user.models import User
from plugins.catalog.request import services as requests
from plugins.catalog.suggestion.models import Suggestion

LOCK = "catalog.suggestion"


def accept(
    session: Session,
    suggestion: Suggestion,
    *,
    quantity: Decimal | None = None,
    by: User,
    on: date,
    now: datetime,
) -> None:
    """Turn a suggestion into a purchase request, which colleagues have to approve.

    The quantity that was computed stays beside the one that is accepted.

    :param suggestion: with its product, warehouse and supply terms with their supplier.
    :raises BusinessError: if it is decided already, or the quantity is not above zero.
    """
    wanted = suggestion.quantity if quantity is None else quantity
    if wanted <= 0:
        raise BusinessError(_("Write how many units are wanted."), field="quantity")
    _decide(session, suggestion, "accept", {"accepted_quantity": wanted}, by=by, now=now)
    request = requests.create_request(
        session,
        suggestion.product,
        suggestion.supply.supplier,
        suggestion.warehouse,
        quantity=wanted,
        price=suggestion.supply.price,
        reason=_("Restock suggestion of %(day)s", day=suggestion.computed_on.isoformat()),
        needed_on=on + timedelta(days=suggestion.lead_days),
        by=by,
        on=on,
        now=now,
    )
    suggestion.request_id = request.id
    session.flush()


def dismiss(
    session: Session, suggestion: Suggestion, *, reason: str, until: date, by: User, now: datetime
) -> None:
    """Decide not to buy, and not to be asked again before a day.

    :raises BusinessError: if it is decided already, without a reason, or the day is past.
    """
    if not reason.strip():
        raise BusinessError(_("Say why it is not bought."), field="reason")
    _later(suggestion, until, "until")
    told = {"reason": reason.strip(), "snoozed_until": until}
    _decide(session, suggestion, "dismiss", told, by=by, now=now)


def snooze(
    session: Session, suggestion: Suggestion, *, decide_on: date, by: User, now: datetime
) -> None:
    """Put the decision off to a later day.

    :raises BusinessError: if it is decided already, or the day is past.
    """
    _later(suggestion, decide_on, "decide_on")
    session.refresh(suggestion, ["state"])
    suggestion.move("snooze")
    suggestion.snoozed_until = decide_on
    session.flush()


def _later(suggestion: Suggestion, until: date, field: str) -> None:
    if until <= suggestion.computed_on:
        raise BusinessError(
            _("Choose a day after %(day)s.", day=suggestion.computed_on.isoformat()), field=field
        )


def _decide(
    session: Session,
    suggestion: Suggestion,
    verb: str,
    told: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
) -> None:
    lock(session, LOCK)
    session.refresh(suggestion, ["state"])
    if suggestion.can(verb):  # or the refusal below says what became of it
        for name, value in {**told, "decided_at": now, "decided_by_id": by.id}.items():
            setattr(suggestion, name, value)
    suggestion.move(verb)
    session.flush()
