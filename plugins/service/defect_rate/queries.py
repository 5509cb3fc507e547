"""Questions asked for defect rates; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, extract, func, select

from core.grouping import total
from core.party.models import Party
from core.rows import EVERY_ROW
from plugins.service.quality.models import By, QualityRecord
from plugins.service.quality.rules import State


def _keys(by: By, code: Any, supplier: Any, day: Any) -> list[Any]:
    if by is By.MONTH:
        return [extract("year", day), extract("month", day)]
    return [code if by is By.PRODUCT else supplier]


def sold(
    asked: Select[*tuple[Any, ...]], by: By, first: date, last: date
) -> Select[*tuple[Any, ...]]:
    """What was sold from one day to another, by what ``by`` says.

    Whoever asks: defects are counted of all that was sold.

    :param asked: an answer to ``service_sold_quantities``.
    """
    told = asked.subquery().c
    keys = _keys(by, told.product_code, told.supplier_id, told.sold_on)
    return (
        select(*keys, total(told.quantity))
        .where(told.sold_on >= first, told.sold_on <= last)
        .group_by(*keys)
        .execution_options(**EVERY_ROW)
    )


def defective(by: By, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """What was found defective from one day to another, by what ``by`` says."""
    record = QualityRecord
    keys = _keys(by, record.product_code, record.supplier_id, record.found_on)
    return (
        select(*keys, total(record.quantity))
        .where(record.found_on >= first, record.found_on <= last, record.state != State.REFUTED)
        .group_by(*keys)
    )


def titles(codes: Collection[str]) -> Select[*tuple[Any, ...]]:
    """What records call some products."""
    return (
        select(QualityRecord.product_code, func.max(QualityRecord.title))
        .where(QualityRecord.product_code.in_(codes))
        .group_by(QualityRecord.product_code)
    )


def suppliers(keys: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Codes and names of some suppliers."""
    return select(Party.id, Party.code, Party.name).where(Party.id.in_(keys))
