"""Counts defect rates and keeps what is over its control limit.  Services flush."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.service.defect_rate import queries
from plugins.service.defect_rate.rules import NOTHING, Figure, rate_of
from plugins.service.quality.models import Alarm, By
from plugins.service.sold import services as sold_services

HOOK = "service_sold_quantities"
YEAR = timedelta(days=365)
Counts = dict[tuple[Any, ...], Decimal]


@dataclass(frozen=True)
class Rates:
    """The figures with defects, and all units together.

    Months are told without defects, too.
    """

    figures: list[Figure]
    total: Figure
    is_known: bool


def rates(session: Session, by: By, first: date, last: date) -> Rates:
    """Return the defect rates of a period; nothing is known while nobody keeps orders."""
    answers = sold_services.answers(HOOK)
    sold: Counts = {}
    for asked in answers:
        for row in session.execute(queries.sold(asked, by, first, last)):
            sold[tuple(row[:-1])] = sold.get(tuple(row[:-1]), NOTHING) + row[-1]
    defective = {
        tuple(row[:-1]): row[-1] for row in session.execute(queries.defective(by, first, last))
    }
    everything, bad = _sum(sold.values()), _sum(defective.values())
    mean = rate_of(bad, everything) or NOTHING
    keys = sold.keys() | defective.keys() if by is By.MONTH else defective.keys()
    labels = _labels(session, by, [key[0] for key in keys])
    figures = [
        Figure(*_named(by, key, labels), sold.get(key, NOTHING), defective.get(key, NOTHING), mean)
        for key in keys
    ]
    figures.sort(key=lambda one: one.key if by is By.MONTH else (-(one.rate or 1), one.label))
    return Rates(figures, Figure("", "", everything, bad, mean), bool(answers))


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, NOTHING)


def _labels(session: Session, by: By, keys: list[Any]) -> Mapping[Any, tuple[str, str]]:
    """Return by which word lists are filtered, and how people call it."""
    if by is By.PRODUCT:
        found: Any = session.execute(queries.titles(keys))
        return {code: (code, f"{code} {title}".strip()) for code, title in found}
    if by is By.SUPPLIER:
        found = session.execute(queries.suppliers([key for key in keys if key is not None]))
        return {key: (code, name) for key, code, name in found}
    return {}


def _named(by: By, key: tuple[Any, ...], labels: Mapping[Any, tuple[str, str]]) -> tuple[str, str]:
    if by is By.MONTH:
        return (f"{key[0]:04}-{key[1]:02}",) * 2
    return labels.get(key[0], ("", ""))


def watch(session: Session, *, on: date, now: datetime) -> int:
    """Note anew what was over its control limit in the last year; return how much it is."""
    session.execute(sa.delete(Alarm))
    found = [
        {
            "by": by,
            "key": one.key,
            "label": one.label,
            "sold": one.sold,
            "defective": one.defective,
            "rate": one.rate,
            "limit": one.limit,
            "computed_at": now,
        }
        for by in (By.PRODUCT, By.SUPPLIER)
        for one in rates(session, by, on - YEAR, on).figures
        if one.is_alarming and one.key
    ]
    if found:
        session.execute(sa.insert(Alarm), found)
    return len(found)
