"""What can be done with hits.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from plugins.marketing.hit.models import Hit, HitDay, Via
from plugins.marketing.hit.rules import HitKind

INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
HITS, DAYS = (cast(sa.Table, one.__table__) for one in (Hit, HitDay))
DAY = ("link_id", "hit_on")
KEY = (*DAY, "visitor", "kind", "via")


class Statements(NamedTuple):
    """What a hit writes."""

    day: sa.Executable
    hit: sa.Executable
    visitor: sa.Executable


@cache
def _statements(dialect: str) -> Statements:
    """Return the statements in the words of a database; made once, for that costs most of a hit."""
    insert, came = INSERTS[dialect], HITS.alias("came")
    day, hit = insert(DAYS), insert(HITS)
    more = {name: DAYS.c[name] + day.excluded[name] for name in ("hits", "people", "scans")}
    again = {"hits": HITS.c.hits + 1, "last_at": hit.excluded.last_at}
    link = sa.bindparam("link", type_=DAYS.c.link_id.type)
    on = sa.bindparam("on", type_=DAYS.c.hit_on.type)
    other_way = sa.exists().where(
        came.c.link_id == link,
        came.c.hit_on == on,
        came.c.visitor == sa.bindparam("who"),
        came.c.kind == HitKind.HUMAN,
        came.c.via != sa.bindparam("way", type_=HITS.c.via.type),
    )
    return Statements(
        day.on_conflict_do_update(index_elements=DAY, set_=more),
        hit.on_conflict_do_update(index_elements=KEY, set_=again).returning(HITS.c.hits),
        sa.update(DAYS)
        .where(DAYS.c.link_id == link, DAYS.c.hit_on == on, ~other_way)
        .values(visitors=DAYS.c.visitors + 1),
    )


def record(
    session: Session, *, link_id: int, visitor: str, kind: HitKind, via: Via, now: datetime
) -> None:
    """Count a hit, in the row of the link's day and in that of the visitor's.

    The first of them is held until the commit: so whoever comes as the same visitor by the other
    way at the same moment is counted once.  A person who has not come by it is a new visitor.
    """
    statements = _statements(session.get_bind().dialect.name)
    is_person = kind is HitKind.HUMAN
    day = {"link_id": link_id, "hit_on": now.date()}
    scans = int(is_person and via is Via.SCAN)
    counted = {"hits": 1, "people": int(is_person), "visitors": 0, "scans": scans}
    session.execute(statements.day, day | counted)
    hit = {"visitor": visitor, "kind": kind, "via": via, "first_at": now, "last_at": now}
    hits = session.execute(statements.hit, day | hit | {"hits": 1}).scalar_one()
    if hits == 1 and is_person:
        came = {"link": link_id, "on": now.date(), "who": visitor, "way": via}
        session.execute(statements.visitor, came)
