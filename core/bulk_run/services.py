"""What is done with several records at once.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from core.bulk import BulkAction
from core.errors import BusinessError
from core.user.models import User

MOST = 1_000


@dataclass(frozen=True)
class Outcome:
    """What became of one record; ``reason`` says why it was left as it is."""

    key: int
    label: str
    reason: str = ""


def act(
    session: Session, action: BulkAction, keys: Collection[int], *, by: User, now: datetime
) -> list[Outcome]:
    """Act on each record, in their order; what is refused stays as it was and the rest goes on.

    Called for the plan, too, which is then rolled back: so it tells exactly what will happen.

    :raises BusinessError: if none is chosen or there are more than :data:`MOST`.
    """
    if not keys:
        raise BusinessError(_("Choose at least one row."))
    if len(keys) > MOST:
        raise BusinessError(
            _("More than %(most)s rows are chosen; narrow the list first.", most=f"{MOST:,}")
        )
    records = {record.id: record for record in session.scalars(action.records(keys)).unique()}
    return [_try(session, action, records[key], by, now) for key in keys if key in records]


def _try(session: Session, action: BulkAction, record: object, by: User, now: datetime) -> Outcome:
    key, label = int(record.id), str(record)  # type: ignore[attr-defined]  # every model has one
    try:
        with session.begin_nested():
            action.act(session, record, by=by, now=now)
            session.flush()
    except BusinessError as error:
        return Outcome(key, label, str(error))
    except StaleDataError:
        return Outcome(key, label, _("Somebody else has just changed it."))
    return Outcome(key, label)
