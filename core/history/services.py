"""What can be done with the history: notice that somebody else was faster."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history import queries


class StaleEditError(BusinessError):
    """Somebody else changed the record after this person opened it."""


def expect_version(session: Session, record: Any, version: int) -> None:
    """Lock a record and make sure that it still is what the person saw.

    :raises StaleEditError: naming who changed it and when.
    """
    model = type(record)
    stored = session.scalar(select(model.version_id).where(model.id == record.id).with_for_update())
    if stored == version:
        return
    if inspect(record).session is session:
        session.refresh(record, [column.key for column in inspect(model).column_attrs])
    last = session.scalar(queries.of(model, record.id).limit(1))
    raise StaleEditError(_changed_by(last))


def _changed_by(last: Any) -> str:
    from core.templating import instant

    if last is None or not last.actor_name:
        return _(
            "This record was changed while you were editing it. "
            "Compare, and save again if yours is right."
        )
    return _(
        "%(name)s changed this record at %(at)s, while you were editing it. "
        "Compare, and save again if yours is right.",
        name=last.actor_name,
        at=instant(last.at),
    )
