"""What can be done with attributions.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, islice
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import hooks
from core.db import lock
from core.setting import services as settings
from plugins.marketing.attribution import queries, rules
from plugins.marketing.attribution.models import Attribution, Credit
from plugins.marketing.channel.models import ChannelKind
from plugins.marketing.contract import OrderSource
from plugins.marketing.touch import queries as touches

LOCK = "marketing.attribution"
LOOK_BACK = "marketing.look_back_days"
FREEZE = "marketing.freeze_days"
CHUNK = 500
# Rows go to the tables and not through the classes, which costs twice as much for each.
ORDERS, CREDITS = (cast(sa.Table, one.__table__) for one in (Attribution, Credit))


def order_sources() -> list[OrderSource]:
    """Return where it is told what was sold.

    :raises HookError: if a plugin cannot tell: its orders would pass for unsold.
    """
    return [answer.result for answer in hooks.demand("marketing_order_source")]


def refresh(session: Session, *, today: date) -> int:
    """Credit orders to what reached their buyers, anew; return how many were looked at.

    Orders from before the days in which they can change stay as they are.
    """
    lock(session, LOCK)
    days = settings.read(session, LOOK_BACK, FREEZE)
    looked = 0
    for source in order_sources():
        before = today - timedelta(days=int(days[FREEZE]))
        kept = set(session.scalars(queries.frozen(source.name, before)))
        session.execute(
            sa.delete(Attribution).where(
                Attribution.source == source.name, Attribution.placed_on >= before
            )
        )
        orders = iter(session.execute(queries.reached(source)).all())
        while chunk := list(islice(orders, CHUNK)):
            new = [order for order in chunk if order.source_id not in kept]
            _credit(session, source.name, new, int(days[LOOK_BACK]))
            looked += len(new)
    return looked


def _credit(session: Session, source: str, orders: list[Any], days: int) -> None:
    by_party = _touches(session, {order.customer_id for order in orders})
    reached = []
    for order in orders:
        told = rules.relevant(by_party.get(order.customer_id, ()), order.placed_at, days)
        if told:
            reached.append((order, told))
    if not reached:
        return
    returned = sa.insert(ORDERS).returning(ORDERS.c.source_id, ORDERS.c.id)
    rows = [_row(source, order) for order, _told in reached]
    keys = {source_id: key for source_id, key in session.execute(returned, rows)}
    credits = [
        row for order, told in reached for row in _credits(keys[order.source_id], order, told)
    ]
    session.execute(sa.insert(CREDITS), credits)


def _touches(session: Session, parties: set[int]) -> dict[int, list[rules.Touch]]:
    told = session.execute(touches.told(parties))
    return {
        party: [
            rules.Touch(at, channel, kind is ChannelKind.DIRECT, campaign)
            for _party, at, channel, kind, campaign in its
        ]
        for party, its in groupby(told, key=lambda row: row[0])
    }


def _row(source: str, order: Any) -> dict[str, Any]:
    return {
        "source": source,
        "source_id": order.source_id,
        "reference": order.reference,
        "party_id": order.customer_id,
        "placed_at": order.placed_at,
        "placed_on": order.placed_on,
        "currency": order.currency,
        "revenue": order.revenue,
        "margin": order.margin,
        "is_first": bool(order.is_first),
    }


def _credits(key: int, order: Any, told: list[rules.Touch]) -> Iterator[dict[str, Any]]:
    for model in rules.AttributionModel:
        for one in rules.shared(model, told, order.placed_at, order.revenue, order.margin):
            yield {
                "attribution_id": key,
                "model": model,
                "channel_id": one.channel_id,
                "campaign_id": one.campaign_id,
                "credit": rules.as_share(one.credit),
                "revenue": one.revenue,
                "margin": one.margin,
            }
