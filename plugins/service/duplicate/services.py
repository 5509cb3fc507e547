"""What can be done with duplicates.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, hooks, names
from core.errors import BusinessError
from core.party.rules import masked
from core.user.models import User
from plugins.service.duplicate import queries, rules
from plugins.service.duplicate.models import Duplicate, State
from plugins.service.identity.models import HOME, Kind

Evidence = dict[tuple[int, int], dict[str, str]]


def find(session: Session, *, now: datetime) -> int:
    """Look for customers who may be one person; return how many pairs are new.

    A pair that people decided about keeps their decision.
    """
    evidence = _evidence(session)
    known = {(first, second) for first, second in session.execute(queries.known())}
    new = [
        {
            "first_id": first,
            "second_id": second,
            "score": rules.score(told),
            "evidence": told,
            "state": State.OPEN,
            "found_at": now,
        }
        for (first, second), told in sorted(evidence.items())
        if rules.score(told) >= rules.ENOUGH and (first, second) not in known
    ]
    if new:
        ids = session.scalars(
            sa.insert(Duplicate).returning(Duplicate.id, sort_by_parameter_order=True), new
        ).all()
        called = names.labels(session, [Duplicate(**one) for one in new])
        audit.record_many(
            session,
            Duplicate,
            audit.CREATE,
            [
                (key, label, {"score": [None, one["score"]]})
                for key, label, one in zip(ids, called, new, strict=True)
            ],
        )
    return len(new)


def _evidence(session: Session) -> Evidence:
    """Return what each pair of archives shares, by kind; one question for each kind."""
    heads = {party: head for party, head in session.execute(queries.heads())}
    found: Evidence = {}
    asked: list[tuple[str, Any]] = [(kind.value, queries.identities(kind)) for kind in Kind]
    asked.append(("address", queries.addresses()))
    asked += [("purchase", answer.result) for answer in hooks.call("service_shared_purchases")]
    for kind, facts in asked:
        for one, other, value in session.execute(queries.pairs(facts)):
            pair = sorted((heads.get(one, one), heads.get(other, other)))
            if pair[0] != pair[1]:
                told = found.setdefault((pair[0], pair[1]), {})
                told.setdefault(kind, _shown(kind, value))
    return found


def _shown(kind: str, value: str) -> str:
    if kind == "purchase":
        return value.rpartition(" #")[0]
    if kind == "address":
        return masked(kind, value)
    return masked(kind, value.partition(":")[2].removeprefix(HOME))


def dismiss(session: Session, duplicate: Duplicate, *, by: User) -> None:
    """Decide that two customers are two persons.

    :raises BusinessError: if somebody decided before.
    """
    if duplicate.state is not State.OPEN:
        raise BusinessError(_("Somebody has decided about this pair already."))
    duplicate.state = State.DISMISSED
    session.flush()


def settle(session: Session, party_ids: list[int], state: State) -> None:
    """Note that the pairs within some customers are decided, or are open again."""
    before = State.OPEN if state is State.MERGED else State.MERGED
    for pair in session.scalars(queries.between(party_ids)):
        if pair.state is before:
            pair.state = state
    session.flush()
