"""What can be done with merges.  Services flush; they never commit.

Nothing is moved by a merge: identities, cases and orders stay with the party that they came
with, and new ones go to whom their identity belongs.  So undoing gives each archive back all
that is its own.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import lock
from core.errors import BusinessError
from core.user.models import User
from plugins.service.customer import services as customers
from plugins.service.duplicate import queries as duplicates
from plugins.service.duplicate import rules as evidence
from plugins.service.duplicate import services as duplicate
from plugins.service.duplicate.models import State
from plugins.service.identity import queries as identities
from plugins.service.merge import queries, rules
from plugins.service.merge.models import Merge

LOCK = "service.merge"


def merge(
    session: Session,
    kept_id: int,
    merged_id: int,
    *,
    reason: str,
    by: User,
    now: datetime,
    is_automatic: bool = False,
) -> Merge:
    """Keep the archives of two customers as one, under the head of the first.

    :raises BusinessError: if they are one archive already.
    """
    lock(session, LOCK)  # two merges at once could keep each other's heads
    customers.note(session, {kept_id: now, merged_id: now}, source="merge")
    kept, merged = (customers.head_of(session, one) for one in (kept_id, merged_id))
    if kept == merged:
        raise BusinessError(_("They are kept as one archive already."))
    made = Merge(
        kept_id=kept,
        merged_id=merged,
        reason=reason.strip(),
        is_automatic=is_automatic,
        merged_at=now,
    )
    session.add(made)
    for card in session.scalars(queries.archive(merged)):
        card.keep_under(kept)
    session.flush()
    duplicate.settle(session, customers.members(session, kept), State.MERGED)
    return made


def undo(session: Session, made: Merge, *, by: User, now: datetime) -> Merge:
    """Give two archives back what is their own; other merges of both stay.

    :raises BusinessError: if that was done before.
    """
    lock(session, LOCK)
    made = session.scalars(queries.locked(made.id)).one()
    if made.undone_at is not None:
        raise BusinessError(_("This merge was undone already."))
    head = customers.head_of(session, made.merged_id)
    cards = session.scalars(queries.archive(head)).all()
    members = [card.party_id for card in cards]
    duplicate.settle(session, members, State.OPEN)
    made.undone_at = now
    session.flush()
    kept_by = {one.merged_id: one.kept_id for one in session.scalars(queries.alive(members))}
    heads = rules.heads(members, kept_by)
    for card in cards:
        card.keep_under(heads[card.party_id])
    session.flush()
    for one in set(heads.values()):
        duplicate.settle(session, [key for key in members if heads[key] == one], State.MERGED)
    return made


def merge_certain(session: Session, *, by: User, now: datetime) -> int:
    """Merge those who proved the same telephone or openid and nothing that contradicts."""
    pairs = [
        (one, other)
        for one, other, _value in session.execute(duplicates.pairs(duplicates.certain()))
    ]
    parties = {party for pair in pairs for party in pair}
    if not parties:
        return 0
    customers.note(session, dict.fromkeys(parties, now), source="merge")
    heads = {party: head for party, head in session.execute(queries.archives(parties))}
    proved: dict[int, set[evidence.Verified]] = {}
    for party, kind, scope, value in session.execute(identities.verified(list(heads))):
        proved.setdefault(heads[party], set()).add((kind.value, scope, value))
    count = 0
    for one, other in sorted(set(pairs)):
        kept, merged = heads[one], heads[other]
        if kept == merged or evidence.conflicts(proved[kept], proved[merged]):
            continue
        reason = str(_("the same verified telephone or openid"))
        merge(session, kept, merged, reason=reason, by=by, now=now, is_automatic=True)
        proved[kept] |= proved.pop(merged)
        heads = {party: kept if head == merged else head for party, head in heads.items()}
        count += 1
    return count
