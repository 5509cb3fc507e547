"""What can be done with logs.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.service.casework.models import CaseEvent
from plugins.service.casework.rules import EventKind
from plugins.service.log import queries

CHUNK = 2_000
FEW = 500


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
    known: set[tuple[Any, ...]] = set()
    for start in range(0, len(keys), FEW):
        asked = queries.logged(keys[start : start + FEW])
        known |= {tuple(found) for found in session.execute(asked)}
    are_new = [
        (row["case_id"], row["at"], row["verb"], row["occurrence"]) not in known for row in rows
    ]
    new = list(compress(rows, are_new))
    for start in range(0, len(new), CHUNK):
        session.execute(sa.insert(CaseEvent), new[start : start + CHUNK])
    return are_new
