"""Questions asked of the audit trail; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.db import Model
from core.history.models import Entry

SHOWN = 200


def all_entries() -> Select[Entry]:
    """Every change of every record."""
    return select(Entry)


def of(model: type[Model], record_id: int) -> Select[Entry]:
    """The newest changes of a record and of the rows that belong to it."""
    return (
        select(Entry)
        .where(Entry.owner == model.__tablename__, Entry.owner_id == record_id)
        .order_by(Entry.id.desc())
        .limit(SHOWN)
    )
