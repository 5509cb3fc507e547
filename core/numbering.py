"""Numbers of documents: consecutive in each series and month, without gaps.

A number looks like ``S-202611-0001``: the series, the month of the document's date, and a
counter of at least four digits that starts at 1 every month.  The counter's row stays locked
until the caller's transaction ends: a document that is not saved gives its number back, and
nobody else can have it meanwhile.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Model

DIGITS = 4


class Counter(Model):
    """How far a series has come in one month."""

    __tablename__ = "core_counter"
    __table_args__ = (
        sa.UniqueConstraint("series", "month"),
        sa.CheckConstraint("value > 0", name="value_is_positive"),
    )

    series: Mapped[str] = mapped_column(sa.String(20))
    month: Mapped[str] = mapped_column(sa.String(6))
    value: Mapped[int]


def prefix(series: str, *, on: date) -> str:
    """Return what all numbers of a series begin with in the month of a date."""
    return f"{series}-{on:%Y%m}-"


def written(series: str, *, on: date, counter: int) -> str:
    """Return a number as it stands on the document."""
    return f"{prefix(series, on=on)}{counter:0{DIGITS}}"


def next_number(session: Session, series: str, *, on: date) -> str:
    """Return the next number of a series for a document of this date."""
    return written(series, on=on, counter=reserve(session, series, count=1, on=on))


def reserve(session: Session, series: str, count: int, *, on: date) -> int:
    """Take ``count`` consecutive counters of a series' month and return the first.

    Others who want numbers of the same series wait until this transaction ends.

    :raises ValueError: if the count is not positive.
    """
    if count < 1:
        raise ValueError(f"{count} numbers cannot be taken.")
    first = {"series": series, "month": f"{on:%Y%m}", "value": count}
    more = {"value": Counter.value + count}
    statement: sa.Insert
    if session.get_bind().dialect.name == "postgresql":
        statement = postgresql.insert(Counter).on_conflict_do_update(
            index_elements=["series", "month"], set_=more
        )
    else:
        statement = sqlite.insert(Counter).on_conflict_do_update(
            index_elements=["series", "month"], set_=more
        )
    taken = session.execute(statement.values(**first).returning(Counter.value)).scalar_one()
    return taken - count + 1


def raise_to(session: Session, series: str, month: str, value: int) -> None:
    """Let a series' month go on after ``value``; one that is further already stays as it is."""
    counter = session.scalar(
        sa.select(Counter).where(Counter.series == series, Counter.month == month)
    )
    if counter is None:
        session.add(Counter(series=series, month=month, value=value))
    else:
        counter.value = max(counter.value, value)
    session.flush()
