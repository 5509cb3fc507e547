"""Questions asked of hits; each returns a Select."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from plugins.marketing.hit.models import Hit, HitKind, Via


def all_hits() -> Select[Hit]:
    """Every hit."""
    return select(Hit)


def _people(value: Any) -> ColumnElement[Any]:
    return case((Hit.kind == HitKind.HUMAN, value))


def counts() -> tuple[ColumnElement[Any], ...]:
    """Hits, those of people, people (each once a day), and scans of people."""
    return (
        func.coalesce(func.sum(Hit.hits), 0).label("hits"),
        func.coalesce(func.sum(_people(Hit.hits)), 0).label("people"),
        func.count(_people(Hit.visitor).distinct()).label("visitors"),
        func.coalesce(
            func.sum(case(((Hit.kind == HitKind.HUMAN) & (Hit.via == Via.SCAN), Hit.hits))), 0
        ).label("scans"),
    )


def of_link(link_id: int) -> Select[*tuple[Any, ...]]:
    """The counts of one link."""
    return select(*counts()).where(Hit.link_id == link_id)


def people_since(start: datetime) -> Select[int]:
    """How many visits of people began since a moment."""
    return select(func.coalesce(func.sum(Hit.hits), 0)).where(
        Hit.kind == HitKind.HUMAN, Hit.first_at >= start
    )
