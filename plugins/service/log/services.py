"""What can be done with logs.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.many import asked
from plugins.service.casework.models import CaseEvent
from plugins.service.casework.rules import EventKind
from plugins.service.log import queries


def event(case_id: int, at: datetime, code: str, occurrence: int) -> dict[str, Any]:
    """Return an entry of a log as it is stored."""
    return {
        "case_id": case_id,
        "at": at,
        "kind": EventKind.LOG,
        "verb": code,
        "occurrence": occurrence,
    }


def record_log(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Add the entries that are new; return of each whether it was."""
    keys = sorted({row["case_id"] for row in rows})
    known = {tuple(found) for found in asked(session, queries.logged, keys)}
    are_new = [
        (row["case_id"], row["at"], row["verb"], row["occurrence"]) not in known for row in rows
    ]
    new = list(compress(rows, are_new))
    if new:
        session.execute(sa.insert(CaseEvent), new)
    return are_new
