"""Questions asked of quality records; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from core.search import found
from plugins.service.quality.models import Alarm, By, QualityRecord
from plugins.service.quality.rules import OVER, State


def all_records() -> Select[QualityRecord]:
    """Every record."""
    return select(QualityRecord)


def _whole() -> Select[QualityRecord]:
    return select(QualityRecord).options(
        joinedload(QualityRecord.defect),
        joinedload(QualityRecord.supplier),
        joinedload(QualityRecord.case),
    )


def record(record_id: int) -> Select[QualityRecord]:
    """One record with all that its page shows."""
    return _whole().where(QualityRecord.id == record_id)


def with_keys(keys: Collection[int]) -> Select[QualityRecord]:
    """Some records, to be changed."""
    return select(QualityRecord).where(QualityRecord.id.in_(keys))


def of(condition: ColumnElement[bool]) -> Select[QualityRecord]:
    """The records of a product, supplier or case, the latest first."""
    return _whole().where(condition).order_by(QualityRecord.id.desc())


def of_line(line_id: int) -> Select[QualityRecord]:
    """The record that the inspection of a line made, to be changed."""
    return select(QualityRecord).where(QualityRecord.case_line_id == line_id).with_for_update()


def noted(case_id: int) -> Select[*tuple[Any, ...]]:
    """Which kind of defect was noted of the lines of a case."""
    return select(QualityRecord.case_line_id, QualityRecord.defect_id).where(
        QualityRecord.case_id == case_id,
        QualityRecord.case_line_id.is_not(None),
        QualityRecord.state != State.REFUTED,
    )


def with_words(words: str, limit: int) -> Select[QualityRecord]:
    """Some records that have these words, the latest first."""
    return found(QualityRecord, words, limit).order_by(QualityRecord.id.desc())


def open_count() -> Select[int]:
    """How many records are not over."""
    return select(func.count(QualityRecord.id)).where(QualityRecord.state.not_in(OVER))


def alarms() -> Select[Alarm]:
    """What is over its control limit, the worst first."""
    return select(Alarm).order_by((Alarm.rate - Alarm.limit).desc(), Alarm.id)


def alarm_count(by: By) -> Select[int]:
    """How many products or suppliers are over their control limit."""
    return select(func.count(Alarm.id)).where(Alarm.by == by)


def unverified() -> Select[str]:
    """The records that were closed and not verified."""
    return select(QualityRecord.number).where(
        QualityRecord.state == State.CLOSED, QualityRecord.verification == ""
    )
