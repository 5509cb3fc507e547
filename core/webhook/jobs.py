"""Telling the addresses, after something was committed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import chain, jobs
from core.clock import now
from core.config import Settings
from core.db import lock
from core.jobs import JobContext, job
from core.user.services import system_user
from core.webhook import queries, services

NAME = "core.webhook.deliver"


@job(NAME, title=_l("Tell other systems what happened"), max_attempts=10)
def deliver(context: JobContext) -> dict[str, int]:
    """Tell every address that is due; nothing is locked while they answer.

    Whoever commits meanwhile waits, to want this job again, until the last step is committed.
    """
    settings: Settings = current_app.extensions["bumen.settings"]
    session, outcomes = context.session, []
    waiting = services.gather(session, now=now())
    session.rollback()
    for place, messages in enumerate(waiting):
        context.report(place, len(waiting))
        outcomes.append(services.send(messages, private=settings.outgoing_private))
    for name in (chain.BLOCKS.name, f"core.job.{NAME}"):  # in the order in which others commit
        lock(session, name)
    for one in outcomes:
        services.note(session, one, now=now())
    services.forget(session, now=now())
    _go_on(session, was_full=any(len(one) == services.BLOCKS for one in waiting))
    return {"sent": sum(map(len, outcomes))}


def _go_on(session: Session, *, was_full: bool) -> None:
    last = session.scalar(queries.last_block()) or 0
    due = session.scalars(queries.due(now())).all()
    if was_full or any(one.block < last for one in due):
        _want(session, f"{NAME}.{last}", now())
    later = session.scalar(queries.next_try())
    if later is not None:
        _want(session, f"{NAME}.{later.isoformat()}", later)


def _want(session: Session, key: str, at: datetime) -> None:
    jobs.enqueue(session, NAME, by=system_user(session), unique_key=key).run_at = at


def init_app() -> None:
    """Listen to every session of the process, after what seals the trail."""
    if not sa.event.contains(Session, "before_commit", want):
        sa.event.listen(Session, "before_commit", want)


def want(session: Session) -> None:
    """Want the addresses told of what is about to be committed."""
    if session.in_nested_transaction() or not session.info.pop(chain.SEALED, False):
        return
    if session.scalar(queries.active().limit(1)) is not None:
        jobs.enqueue(session, NAME, by=system_user(session), unique_key=NAME)
        session.flush()
