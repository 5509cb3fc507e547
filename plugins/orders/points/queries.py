"""Questions asked of points; each returns a Select."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Date, Select, Table, case, func, literal, or_, select
from sqlalchemy.orm import joinedload

from core.db import Instant, Money
from core.party.models import Party
from plugins.orders.ledger.models import Order, State
from plugins.orders.points.models import Kind, Points

FEW = 20
TABLE = cast(Table, Points.__table__)


def all_points() -> Select[Points]:
    """Every entry with its party."""
    return select(Points).join(Party, Party.id == Points.party_id)


def of_order(order_id: int) -> Select[Points]:
    """The entries of one order, the oldest first."""
    return (
        select(Points)
        .where(Points.order_id == order_id)
        .options(joinedload(Points.party))
        .order_by(Points.id)
    )


def told(order_id: int) -> Select[*tuple[Any, ...]]:
    """The same on the bare table: whoever pays a refund out may not see the points of all."""
    return select(TABLE).where(TABLE.c.order_id == order_id).order_by(TABLE.c.id)


def held(party_id: int) -> Select[Decimal]:
    """The confirmed points of a party, on the bare table."""
    return select(_sum(TABLE.c.confirmed)).where(TABLE.c.party_id == party_id)


def seen(party_id: int) -> Select[int]:
    """An entry of a party that the reader may see."""
    return select(Points.id).where(Points.party_id == party_id).limit(1)


def balance(party_id: int) -> Select[Decimal, Decimal]:
    """What a party has, pending and confirmed."""
    return select(_sum(Points.pending), _sum(Points.confirmed)).where(Points.party_id == party_id)


def base(first: date, end: date) -> Select[*tuple[Any, ...]]:
    """The points of each party that were confirmed from a day up to another, less reversals."""
    return (
        select(Points.party_id, _sum(Points.confirmed).label("base"))
        .where(
            Points.on >= first,
            Points.on < end,
            Points.kind.in_((Kind.CONFIRM, Kind.REVERSE)),
        )
        .group_by(Points.party_id)
        .having(_sum(Points.confirmed) != 0)
        .order_by(Points.party_id)
    )


def to_confirm(
    signed_until: date, expires_on: date | None, on: date, at: datetime
) -> Select[*tuple[Any, ...]]:
    """The entries that confirm what waits for orders signed for up to a day."""
    waiting = _sum(Points.pending)
    return (
        select(
            Points.party_id,
            Points.order_id,
            literal(Kind.CONFIRM, Points.kind.type).label("kind"),
            (-waiting).label("pending"),
            waiting.label("confirmed"),
            literal(0).label("base"),
            literal(expires_on, Date()).label("expires_on"),
            literal(on, Date()).label("on"),
            literal(at, Instant()).label("at"),
            literal("").label("note"),
        )
        .join(Order, Order.id == Points.order_id)
        .where(Order.signed_on <= signed_until, Order.state.in_((State.DELIVERED, State.CLOSED)))
        .group_by(Points.party_id, Points.order_id)
        .having(waiting > 0)
    )


def to_expire(on: date, at: datetime) -> Select[*tuple[Any, ...]]:
    """The entries that end what the lots that are over have left; see ``rules.expiring``."""
    counts = or_(
        Points.expires_on <= on,
        Points.kind == Kind.EXPIRE,
        (Points.kind == Kind.ADJUST) & (Points.confirmed < 0),
    )
    left = _sum(case((counts, Points.confirmed), else_=0))
    return (
        select(
            Points.party_id,
            literal(Kind.EXPIRE, Points.kind.type).label("kind"),
            literal(0).label("pending"),
            (-left).label("confirmed"),
            literal(0).label("base"),
            literal(on, Date()).label("on"),
            literal(at, Instant()).label("at"),
            literal("").label("note"),
        )
        .group_by(Points.party_id)
        .having(left > 0)
    )


def unsound() -> Select[int | None]:
    """The orders whose points do not lie between nothing and what was earned."""
    whole = _sum(Points.pending) + _sum(Points.confirmed)
    return (
        select(Points.order_id)
        .where(Points.order_id.is_not(None))
        .group_by(Points.order_id)
        .having(or_(whole < 0, _sum(Points.pending) < 0, _sum(Points.base) < 0))
        .order_by(Points.order_id)
        .limit(FEW)
    )


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column, type_=Money()), 0, type_=Money())
