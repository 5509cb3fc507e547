"""What can be done with points.  Services flush; they never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import db
from core.errors import BusinessError
from core.party import queries as parties
from core.setting import services as settings
from core.user.models import User
from plugins.orders.ledger.models import Order, Tender
from plugins.orders.points import queries, rules
from plugins.orders.points.models import Kind, Points

LOCK = "orders.points"
RATE = "orders.points.rate"
WINDOW = "orders.points.window"
VALID = "orders.points.valid"
# What is paid with points or given by a coupon earns no points.
EARNS_NOTHING = frozenset({Tender.POINTS, Tender.COUPON})
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Settled:
    """How many entries confirmed points, and how many ended some."""

    confirmed: int
    expired: int


def post(
    session: Session, order: Order, party_id: int, *, by: User | None, on: date, now: datetime
) -> Points | None:
    """Let a party earn points by an order; they wait until nobody can return it any more.

    Only what was paid with money earns points.  An order earns once.

    :return: nothing, if nothing is earned.
    """
    money = sum((one.amount for one in order.payments if one.tender not in EARNS_NOTHING), NOTHING)
    rate = Decimal(str(settings.read(session, RATE)[RATE]))
    if money <= NOTHING:
        return None
    entry = Points(
        party_id=party_id,
        order_id=order.id,
        kind=Kind.EARN,
        pending=rules.earned(money, rate),
        base=money,
        on=on,
        at=now,
        by_id=None if by is None else by.id,
    )
    session.add(entry)
    session.flush()
    return entry


def reverse(
    session: Session,
    *,
    order_id: int,
    refund_id: int,
    money: Decimal,
    by: User | None,
    on: date,
    now: datetime,
) -> Points | None:
    """Take back the points of what a refund gives back, exactly all if it is everything.

    What has been confirmed is taken back from the balance, which may become negative.

    :param money: what goes back in money; points and coupons have earned nothing.
    :return: nothing, if the order earned no points.
    """
    if money <= NOTHING:
        return None
    db.lock(session, LOCK)
    told = session.execute(queries.told(order_id)).all()
    first = next((one for one in told if one.kind is Kind.EARN), None)
    if first is None:
        return None
    before = -sum((one.base for one in told if one.kind is Kind.REVERSE), NOTHING)
    points = rules.taken_back(first.pending, first.base, before, before + money)
    confirmation = next((one for one in told if one.kind is Kind.CONFIRM), None)
    entry = Points(
        party_id=first.party_id,
        order_id=order_id,
        refund_id=refund_id,
        kind=Kind.REVERSE,
        pending=NOTHING if confirmation else -points,
        confirmed=-points if confirmation else NOTHING,
        base=-money,
        expires_on=confirmation.expires_on if confirmation else None,
        on=on,
        at=now,
        by_id=None if by is None else by.id,
    )
    session.add(entry)
    session.flush()
    return entry


def adjust(
    session: Session,
    *,
    party: str,
    points: Decimal,
    note: str,
    by: User,
    on: date,
    now: datetime,
) -> Points:
    """Give points to the party with a code, or take some away, for a reason.

    :raises BusinessError: if nobody has the code, nothing is given, or more is taken than is there.
    """
    found = session.scalar(parties.by_code(party))
    if found is None:
        message = _("There is no party with the code %(code)s.", code=party)
        raise BusinessError(message, field="party")
    if not points:
        raise BusinessError(_("Write how many points are given or taken."), field="points")
    db.lock(session, LOCK)
    confirmed = session.scalar(queries.held(found.id)) or NOTHING
    if points < NOTHING and confirmed + points < NOTHING:
        raise BusinessError(
            _("%(party)s has only %(points)s points.", party=found.name, points=confirmed),
            field="points",
        )
    entry = Points(
        party_id=found.id,
        kind=Kind.ADJUST,
        confirmed=points,
        expires_on=_expiry(session, on) if points > NOTHING else None,
        on=on,
        at=now,
        by_id=by.id,
        note=note.strip(),
    )
    session.add(entry)
    session.flush()
    return entry


def settle(session: Session, *, on: date, now: datetime) -> Settled:
    """Confirm what nobody can return any more, and end what is over; two statements for all."""
    db.lock(session, LOCK)
    window = int(str(settings.read(session, WINDOW)[WINDOW]))
    until = rules.confirmed_until(on, window)
    confirmed = _insert(session, queries.to_confirm(until, _expiry(session, on), on, now))
    return Settled(confirmed, _insert(session, queries.to_expire(on, now)))


def _insert(session: Session, entries: sa.Select[*tuple[object, ...]]) -> int:
    names = list(entries.selected_columns.keys())
    statement = sa.insert(Points).from_select(names, entries, include_defaults=False)
    return len(session.scalars(statement.returning(Points.id)).all())


def _expiry(session: Session, on: date) -> date | None:
    days = int(str(settings.read(session, VALID)[VALID]))
    return on + timedelta(days=days) if days > 0 else None
