"""What can be done with hits.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from plugins.marketing.hit.models import Hit, HitKind, Via

INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
KEY = ("link_id", "hit_on", "visitor", "kind", "via")


def record(
    session: Session, *, link_id: int, visitor: str, kind: HitKind, via: Via, now: datetime
) -> None:
    """Count a hit, in one statement: the visitor's row of this day is new, or counts one more."""
    insert = INSERTS[session.get_bind().dialect.name](Hit).values(
        link_id=link_id,
        hit_on=now.date(),
        visitor=visitor,
        kind=kind,
        via=via,
        hits=1,
        first_at=now,
        last_at=now,
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=KEY, set_={"hits": Hit.hits + 1, "last_at": now}
        )
    )
