"""What can be done with webhooks.  Services flush; they never commit."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import outgoing
from core.clock import now as current
from core.errors import BusinessError
from core.history.models import Entry
from core.user.models import User
from core.webhook import queries, rules
from core.webhook.models import Delivery, Webhook

BLOCKS = 200  # that are read at once
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Message:
    """What is about to be sent: the events of one block, or a test.

    :param transaction: names it for ever; the numbers of blocks are used again after a restore.
    """

    webhook_id: int
    url: str
    secret: str
    block: int
    transaction: str
    events: list[dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """What came of a message."""

    message: Message
    at: datetime
    status: int | None
    error: str
    milliseconds: int


def create(
    session: Session, *, name: str, url: str, kinds: Collection[str], private: bool, by: User
) -> Webhook:
    """Tell an address of everything that is committed from now on; its secret is shown once.

    :raises BusinessError: if nothing may be sent there.
    """
    outgoing.check_address(url, private=private)
    webhook = Webhook(
        name=name.strip(),
        url=url.strip(),
        kinds=sorted(kinds),
        secret=rules.new_secret(),
        block=session.scalar(queries.last_block()),
    )
    session.add(webhook)
    session.flush()
    return webhook


def rotate(session: Session, webhook: Webhook, *, by: User) -> str:
    """Return a new secret; the old one signs nothing any more."""
    webhook.secret = rules.new_secret()
    session.flush()
    return webhook.secret


def pause(session: Session, webhook: Webhook, *, by: User) -> None:
    """Tell an address of nothing for a while; what happens meanwhile it is told later.

    :raises BusinessError: if it is paused already.
    """
    if not webhook.is_active:
        raise BusinessError(_("This webhook is paused already."))
    webhook.is_active = False
    session.flush()


def pause_all(session: Session, *, by: User) -> list[Webhook]:
    """Tell no address anything until somebody lets it go on; return those that were told."""
    active = list(session.scalars(queries.active()))
    for one in active:
        pause(session, one, by=by)
    return active


def resume(session: Session, webhook: Webhook, *, by: User) -> None:
    """Go on where an address was told last, at once.

    :raises BusinessError: if it is not paused.
    """
    if webhook.is_active:
        raise BusinessError(_("This webhook is active already."))
    webhook.is_active, webhook.failures = True, 0
    webhook.failing_since = webhook.next_try_at = None
    session.flush()


def skip(session: Session, webhook: Webhook, *, by: User) -> None:
    """Forget what an address has not been told yet, and begin anew."""
    webhook.block = session.scalar(queries.last_block()) or 0
    webhook.failures, webhook.failing_since, webhook.next_try_at = 0, None, None
    session.flush()


def remove(session: Session, webhook: Webhook, *, by: User) -> None:
    """Delete a webhook with its log."""
    session.delete(webhook)
    session.flush()


def gather(session: Session, *, now: datetime) -> list[list[Message]]:
    """Return what each address that is due has to be told, in order; some blocks at once."""
    return [list(_messages(session, one)) for one in session.scalars(queries.due(now)).all()]


def _messages(session: Session, webhook: Webhook) -> Iterator[Message]:
    rows = session.execute(queries.entries_after(webhook.block, BLOCKS)).all()
    for (block, told), group in groupby(rows, key=lambda row: (row.block, row.transaction)):
        events = [event for event in map(_event, group) if rules.wants(webhook.kinds, event)]
        yield Message(webhook.id, webhook.url, webhook.secret, block, told, events)


def _event(row: Any) -> dict[str, Any]:
    entry: Entry = row.Entry
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "by": entry.actor_name,
        "action": entry.action,
        "record": {"kind": entry.model, "id": entry.record_id, "label": entry.label},
        "changes": entry.changes,
    }


def test_message(webhook: Webhook) -> Message:
    """Return a message that tells of nothing."""
    return Message(webhook.id, webhook.url, webhook.secret, 0, uuid.uuid4().hex, [])


def send(messages: Iterable[Message], *, private: bool) -> list[Outcome]:
    """Tell one address, until it does not take something; uses no database.

    Blocks without an event that it wants are passed over without a request.
    """
    outcomes = []
    for message in messages:
        outcome = _sent(message, private=private)
        outcomes.append(outcome)
        if outcome.error:
            break
    return outcomes


def _sent(message: Message, *, private: bool) -> Outcome:
    at, begun, status, error = current(), time.perf_counter(), None, ""
    if message.events or not message.block:
        body, name = rules.written(message.block, message.events), f"msg_{message.transaction}"
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Bumen",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": rules.signature(message.secret, name, int(at.timestamp()), body),
        }
        try:
            status, _said = outgoing.post(message.url, body, headers, private=private)
        except outgoing.UnreachableError as unreachable:
            error = str(unreachable)
        else:
            error = (
                "" if status in rules.ACCEPTED else _("The answer was %(status)s.", status=status)
            )
    return Outcome(message, at, status, error, int((time.perf_counter() - begun) * 1_000))


def note(session: Session, outcomes: Iterable[Outcome], *, now: datetime) -> None:
    """Write down what came of the messages to one address, and when it is tried again."""
    for outcome in outcomes:
        message = outcome.message
        webhook = session.get(Webhook, message.webhook_id)
        if webhook is None:
            return
        if message.events or not message.block:
            session.add(_delivery(outcome))
        if message.block and not outcome.error:
            webhook.block = max(webhook.block, message.block)
            webhook.failures, webhook.failing_since, webhook.next_try_at = 0, None, None
        elif message.block:
            _failed(webhook, now)
    session.flush()


def _delivery(outcome: Outcome) -> Delivery:
    return Delivery(
        webhook_id=outcome.message.webhook_id,
        block=outcome.message.block,
        at=outcome.at,
        events=len(outcome.message.events),
        status=outcome.status,
        error=outcome.error[:500],
        milliseconds=outcome.milliseconds,
    )


def _failed(webhook: Webhook, now: datetime) -> None:
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    webhook.next_try_at = now + rules.wait(webhook.failures)
    if now - webhook.failing_since >= rules.GIVEN_UP_AFTER:
        webhook.is_active = False


def forget(session: Session, *, now: datetime) -> int:
    """Delete old lines of the log; return how many."""
    return session.execute(queries.deliveries_before(now - KEPT)).rowcount  # type: ignore[attr-defined]
