"""What assets are worth.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.book import queries
from plugins.it_assets.book.models import Reading
from plugins.it_assets.book.rules import Position, Sum
from plugins.it_assets.depreciation.rules import Method, Repair
from plugins.it_assets.maintenance import queries as maintenance

BATCH = 5_000


@dataclass(frozen=True)
class Year:
    """What an asset loses in one calendar year, and its value at the end of it."""

    year: int
    charge: Decimal
    value: Decimal


def sums(session: Session, as_of: date) -> dict[tuple[str, str], Sum]:
    """Return what the assets of each category and currency are worth on a day."""
    before = as_of.replace(day=1) - timedelta(days=1)
    found: dict[tuple[str, str], Sum] = {}
    for row, position in positions(session, as_of):
        found.setdefault((row.category, row.currency), Sum()).add(position, as_of, before)
    return dict(sorted(found.items()))


def totals(found: Mapping[tuple[str, str], Sum]) -> dict[str, Sum]:
    """Return what the assets of each currency are worth together."""
    together: dict[str, Sum] = {}
    for (_category, currency), one in found.items():
        total = together.setdefault(currency, Sum())
        total.count += one.count
        total.cost += one.cost
        total.depreciated += one.depreciated
        total.month += one.month
    return together


def positions(session: Session, as_of: date) -> Iterator[tuple[Any, Position]]:
    """Return each asset that the books hold on a day, by tag."""
    repairs = _repairs(session, maintenance.capitalised())
    asked = queries.on_the_books(as_of).execution_options(yield_per=BATCH)
    for row in session.execute(asked):
        yield (
            row,
            Position(
                row.cost,
                row.residual_rate,
                row.method,
                row.months,
                row.in_use_on,
                row.disposed_on,
                row.planned_units,
                Decimal(row.used),
                repairs.get(row.id, ()),
            ),
        )


def position_of(session: Session, asset: Asset, as_of: date) -> Position:
    """Return what decides the value of one asset on a day."""
    used = 0
    if asset.method is Method.UNITS:
        used = session.scalars(queries.used_by(asset.id, as_of)).one()
    return Position(
        asset.cost,
        asset.residual_rate,
        asset.method,
        asset.months,
        asset.in_use_on,
        asset.disposed_on,
        asset.planned_units,
        Decimal(used),
        _repairs(session, maintenance.capitalised(asset.id)).get(asset.id, ()),
    )


def _repairs(session: Session, asked: Select[Any]) -> dict[int, tuple[Repair, ...]]:
    """Return the repairs that were added to the cost of assets, by their keys."""
    found: dict[int, tuple[Repair, ...]] = {}
    for asset_id, on, amount in session.execute(asked):
        found[asset_id] = (*found.get(asset_id, ()), Repair(on, amount))
    return found


def years(session: Session, asset: Asset) -> list[Year]:
    """Return how an asset loses value year by year; by units, the years that were read."""
    if asset.in_use_on is None:
        return []
    first, last = asset.in_use_on.year, asset.in_use_on.year + (asset.months + 11) // 12
    if asset.method is Method.UNITS:
        read = session.scalars(queries.readings(asset.id)).all()
        last = max([first, *(one.read_on.year for one in read)])
    found, before = [], Decimal("0.00")
    for year in range(first, last + 1):
        day = date(year, 12, 31)
        position = position_of(session, asset, day)
        total = position.depreciated(day)
        found.append(Year(year, total - before, position.gross(day) - total))
        before = total
    return [one for one in found if one.charge or one.year == first]


def note_reading(session: Session, asset: Asset, *, units: int, by: User, on: date) -> Reading:
    """Note how many units an asset has produced so far.

    :raises BusinessError: if it does not lose value by units, or a counter would run backwards.
    """
    if asset.method is not Method.UNITS:
        raise BusinessError(_("%(asset)s is not depreciated by units.", asset=str(asset)))
    for one in session.scalars(queries.readings(asset.id)):
        if one.read_on == on or (one.read_on < on) != (one.units <= units):
            raise BusinessError(
                _("The counter stood at %(units)s on %(day)s.", units=one.units, day=one.read_on),
                field="units",
            )
    reading = Reading(asset_id=asset.id, read_on=on, units=units)
    session.add(reading)
    session.flush()
    return reading
