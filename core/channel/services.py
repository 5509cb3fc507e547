"""What can be done with channels.  Services flush; they never commit."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from cryptography.fernet import Fernet, InvalidToken
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy import insert
from sqlalchemy.orm import Session

from core import jobs
from core.channel import queries, rules
from core.channel.models import Channel, Kind, Message, State
from core.company import company
from core.config import Settings
from core.errors import BusinessError
from core.rows import seen
from core.security import derived
from core.user.models import User
from core.user.queries import with_keys
from core.user.services import system_user

DELIVER = "core.channel.deliver"
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Parcel:
    """What goes out over one channel as one message; it cannot where there is a ``fault``."""

    channel: Channel
    address: str
    messages: Sequence[Message]
    fault: str = ""


def add(
    session: Session,
    *,
    user: User | None,
    kind: Kind,
    name: str,
    address: str,
    secret: str,
    language: str,
    quiet: tuple[int | None, int | None],
    digest: int | None,
    settings: Settings,
) -> Channel:
    """Let a user be told, or the company; the address is kept encrypted.

    :raises BusinessError: if the address is not one of its kind, or only one end of the quiet
        hours is given.
    """
    if (quiet[0] is None) is not (quiet[1] is None):
        raise BusinessError(_("Give both ends of the quiet hours, or none."), field="quiet_to")
    if kind is Kind.EMAIL:
        written = _email(address, settings)
    else:
        found = rules.robot(kind.value, address, secret)
        if found is None:
            raise BusinessError(
                _(
                    "Paste the whole address of the robot, which begins with https://%(host)s/.",
                    host=rules.HOSTS[kind.value],
                ),
                field="address",
            )
        written = found
    channel = Channel(
        user_id=user.id if user else None,
        kind=kind,
        name=name.strip(),
        secret=_cipher(settings).encrypt(written.encode()).decode(),
        language=language,
        quiet_from=quiet[0],
        quiet_to=quiet[1],
        digest=digest,
    )
    session.add(channel)
    session.flush()
    return channel


def remove(session: Session, channel: Channel, *, by: User) -> None:
    """Tell nothing over a channel any more; what waits for it is forgotten."""
    session.delete(channel)
    session.flush()


def queue(session: Session, users: Iterable[int], told: dict[str, Any], *, now: datetime) -> None:
    """Put what users are told into the outbox, in the transaction of the change.

    :param told: notice, record_id, label and actor_name.
    """
    channels = session.scalars(queries.telling(set(users))).all()
    if not channels:
        return
    local = now.astimezone(company().zone)
    rows = [
        told
        | {
            "channel_id": one.id,
            "at": now,
            "due_at": rules.due(local, one.quiet_from, one.quiet_to, one.digest),
            "state": State.WAITING,
        }
        for one in channels
    ]
    session.execute(insert(Message), rows)
    want(session, min(row["due_at"] for row in rows))


def want(session: Session, at: datetime) -> None:
    """Want the outbox emptied at a moment."""
    key = f"{DELIVER}.{at.isoformat(timespec='minutes')}"
    row = jobs.enqueue(session, DELIVER, by=system_user(session), unique_key=key)
    row.run_at = max(at, row.created_at)
    session.flush()


def withdraw_hidden(session: Session, *, now: datetime) -> None:
    """Forget what is due and its reader must not see, as row rules say by now."""
    waiting: dict[int, list[int]] = {}
    for user_id, key in session.execute(queries.due_by_user(now)):
        if user_id is not None:
            waiting.setdefault(user_id, []).append(key)
    for user in session.scalars(with_keys(waiting.keys())).unique().all():
        hidden = set(waiting[user.id]) - seen(session, user, Message, waiting[user.id])
        if hidden:
            session.execute(queries.with_keys(hidden))
    session.flush()


def gather(session: Session, settings: Settings, *, now: datetime) -> list[Parcel]:
    """Return what is due, one parcel for each channel."""
    parcels: dict[int, list[Message]] = {}
    for message in session.scalars(queries.due(now)):
        parcels.setdefault(message.channel_id, []).append(message)
    found = []
    for channel_id, messages in parcels.items():
        channel = session.get_one(Channel, channel_id)
        try:
            found.append(Parcel(channel, address_of(channel, settings), messages))
        except BusinessError as error:
            found.append(Parcel(channel, "", messages, str(error)))
    return found


def readers(session: Session, parcels: Iterable[Parcel]) -> list[User | None]:
    """Return whom each parcel is for, with all that they may do; None is the company."""
    keys = [one.channel.user_id for one in parcels]
    asked = with_keys([key for key in keys if key is not None])
    people = {one.id: one for one in session.scalars(asked).unique()}
    return [None if key is None else people[key] for key in keys]


def address_of(channel: Channel, settings: Settings) -> str:
    """Return the address of a channel as apprise reads it.

    :raises BusinessError: if this deployment has another key than the one that it is kept with,
        or no server for mail any more.
    """
    try:
        written = _cipher(settings).decrypt(channel.secret.encode()).decode()
    except InvalidToken as error:
        raise BusinessError(
            _("The address was kept with another key of this deployment; add the channel anew.")
        ) from error
    if channel.kind is not Kind.EMAIL:
        return written
    server = _mail_server(settings)
    return f"{server}{'&' if '?' in server else '?'}to={quote(written)}"


def note(session: Session, messages: Iterable[Message], error: str, *, now: datetime) -> None:
    """Write down what became of messages, and when they are tried again."""
    for one in messages:
        one.attempts += 1
        one.error = error[:500]
        if not error:
            one.state, one.sent_at = State.SENT, now
        elif one.attempts >= rules.GIVEN_UP_AFTER:
            one.state = State.FAILED
        else:
            one.due_at = now + rules.wait(one.attempts)
    session.flush()


def send_again(session: Session, channel: Channel, only: int | None, *, now: datetime) -> int:
    """Put what did not go out over a channel into the outbox again; return how much it is.

    :param only: the key of one message; without it all that failed.
    """
    asked = queries.send_again(channel.id, only, now)
    count: int = session.execute(asked).rowcount  # type: ignore[attr-defined]
    if count:
        want(session, now)
    return count


def hold_back(session: Session, why: str) -> int:
    """Send nothing of what waits, and say why in the log; return how much it was."""
    return session.execute(queries.hold_back(why[:500])).rowcount  # type: ignore[attr-defined]


def forget(session: Session, *, now: datetime) -> int:
    """Delete the old lines of the log; return how many."""
    return session.execute(queries.older(now - KEPT)).rowcount  # type: ignore[attr-defined]


def _mail_server(settings: Settings) -> str:
    server: str = settings.mail_url.get_secret_value()
    if not server:
        raise BusinessError(
            _("No server for mail is set up; an administrator sets BUMEN_MAIL_URL."), field="kind"
        )
    return server


def _email(address: str, settings: Settings) -> str:
    _mail_server(settings)
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise BusinessError(
            _("Write an e-mail address such as ada@example.org."), field="address"
        ) from error


def _cipher(settings: Settings) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(settings.secret(), "channel")))
