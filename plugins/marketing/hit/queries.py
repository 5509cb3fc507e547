"""Questions asked of hits; each returns a Select."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, union_all

from plugins.marketing.hit.models import Hit, HitDay, Via
from plugins.marketing.hit.rules import HitKind

COUNTS = ("hits", "people", "visitors", "scans")
FEW = 20  # how many broken rows a check names


@cache
def all_hits() -> Select[Hit]:
    """Every hit."""
    return select(Hit)


def counts() -> tuple[ColumnElement[Any], ...]:
    """Hits, those of people, people (each once a day on each link), and scans of people."""
    return tuple(func.coalesce(func.sum(getattr(HitDay, name)), 0).label(name) for name in COUNTS)


def of_link(link_id: int) -> Select[*tuple[Any, ...]]:
    """The counts of one link."""
    return select(*counts()).where(HitDay.link_id == link_id)


def people_since(day: date) -> Select[int]:
    """How many hits of people there were since a day."""
    return select(func.coalesce(func.sum(HitDay.people), 0)).where(HitDay.hit_on >= day)


def miscounted() -> Select[*tuple[Any, ...]]:
    """The links and days whose counts are not those of their hits."""
    people = Hit.kind == HitKind.HUMAN
    told = select(
        Hit.link_id,
        Hit.hit_on,
        -func.sum(Hit.hits),
        -func.sum(case((people, Hit.hits), else_=0)),
        -func.count(case((people, Hit.visitor)).distinct()),
        -func.sum(case((people & (Hit.via == Via.SCAN), Hit.hits), else_=0)),
    ).group_by(Hit.link_id, Hit.hit_on)
    counted = select(HitDay.link_id, HitDay.hit_on, *(getattr(HitDay, name) for name in COUNTS))
    both = union_all(counted, told).subquery()
    return (
        select(both.c.link_id, both.c.hit_on)
        .group_by(both.c.link_id, both.c.hit_on)
        .having(or_(*(func.sum(both.c[name]) != 0 for name in COUNTS)))
        .limit(FEW)
    )
