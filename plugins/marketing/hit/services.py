"""What can be done with hits.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from plugins.marketing.hit.models import Hit, HitDay, Via
from plugins.marketing.hit.rules import HitKind

INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
DAY = ("link_id", "hit_on")
KEY = (*DAY, "visitor", "kind", "via")


def record(
    session: Session, *, link_id: int, visitor: str, kind: HitKind, via: Via, now: datetime
) -> None:
    """Count a hit, in the row of the link's day and in that of the visitor's.

    The first of them is held until the commit: so whoever comes as the same visitor by the other
    way at the same moment is counted once.
    """
    insert = INSERTS[session.get_bind().dialect.name]
    is_person = kind is HitKind.HUMAN
    day = insert(HitDay).values(
        link_id=link_id,
        hit_on=now.date(),
        hits=1,
        people=int(is_person),
        scans=int(is_person and via is Via.SCAN),
    )
    more = {
        name: getattr(HitDay, name) + day.excluded[name] for name in ("hits", "people", "scans")
    }
    session.execute(day.on_conflict_do_update(index_elements=DAY, set_=more))
    hit = insert(Hit).values(
        link_id=link_id,
        hit_on=now.date(),
        visitor=visitor,
        kind=kind,
        via=via,
        hits=1,
        first_at=now,
        last_at=now,
    )
    again = {"hits": Hit.hits + 1, "last_at": now}
    hit = hit.on_conflict_do_update(index_elements=KEY, set_=again).returning(Hit.hits)
    if session.execute(hit).scalar_one() == 1 and is_person:
        _count_visitor(session, link_id, visitor, via, now)


def _count_visitor(session: Session, link_id: int, visitor: str, via: Via, now: datetime) -> None:
    """Count a person who has not come to the link by the other way on this day."""
    came = sa.exists().where(
        Hit.link_id == link_id,
        Hit.hit_on == now.date(),
        Hit.visitor == visitor,
        Hit.kind == HitKind.HUMAN,
        Hit.via != via,
    )
    session.execute(
        sa.update(HitDay)
        .where(HitDay.link_id == link_id, HitDay.hit_on == now.date(), ~came)
        .values(visitors=HitDay.visitors + 1)
        .execution_options(synchronize_session=False)
    )
