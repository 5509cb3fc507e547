"""Questions asked of logs; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from plugins.service.casework.models import CaseEvent
from plugins.service.casework.rules import EventKind


def logged(case_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """What the logs tell of some cases."""
    return select(CaseEvent.case_id, CaseEvent.at, CaseEvent.verb, CaseEvent.occurrence).where(
        CaseEvent.case_id.in_(case_ids), CaseEvent.kind == EventKind.LOG
    )
