"""Emptying the outbox.  Nothing is locked while the other side answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import addresses, notifications, outgoing, tombstones
from core.channel import queries, rules, services
from core.channel.models import Channel, Kind, Message
from core.channel.services import Parcel
from core.clock import now
from core.company import company
from core.config import Settings
from core.jobs import JobContext, job
from core.user.models import User


@job(services.DELIVER, title=_l("Tell users outside of the pages"), max_attempts=10)
def deliver(context: JobContext) -> dict[str, int]:
    """Send what is due, one message for each channel, and note what became of it."""
    settings: Settings = current_app.extensions["bumen.settings"]
    session, sent = context.session, 0
    services.withdraw_hidden(session, now=now())
    session.commit()
    parcels = services.gather(session, settings, now=now())
    readers = services.readers(session, parcels)
    ready = [
        (parcel, [one.id for one in parcel.messages], words(session, parcel, reader))
        for parcel, reader in zip(parcels, readers, strict=True)
    ]
    session.expunge_all()
    session.rollback()
    for place, (parcel, ids, text) in enumerate(ready):
        context.report(place, len(ready))
        error = parcel.fault or send(
            parcel.channel, parcel.address, *text, private=settings.outgoing_private
        )
        messages = [found for one in ids if (found := session.get(Message, one)) is not None]
        services.note(session, messages, error, now=now())
        session.commit()  # what went out is not sent again, whatever happens to the next
        sent += 0 if error else len(ids)
    following = session.scalar(queries.next_due())
    if following is not None:
        services.want(session, following)
    return {"sent": sent}


@job("core.channel.forget", title=_l("Forget old messages"))
def forget(context: JobContext) -> dict[str, int]:
    """Delete what is a month old."""
    return {"forgotten": services.forget(context.session, now=now())}


def words(session: Session, parcel: Parcel, reader: User | None) -> tuple[str, str]:
    """Put a parcel into words, a title and a text, in the channel's language."""
    with force_locale(parcel.channel.language):
        asked = [(one.notice, one.record_id) for one in parcel.messages]
        more = notifications.details(session, asked, reader)
        told = [_told(one, more.get((one.notice, one.record_id), [])) for one in parcel.messages]
        if len(told) == 1:
            (text, *rest), name = told[0], company().name
            # Robots show both; in a list of mails the subject has to say it.
            is_mail = parcel.channel.kind is Kind.EMAIL
            return f"{name}: {text}" if is_mail else name, "\n".join([text, *rest])
        title = _("%(company)s: %(count)s notifications", company=company().name, count=len(told))
        return title, "\n".join(f"- {' · '.join(lines)}" for lines in told)


def _told(message: Message, more: Sequence[str]) -> list[str]:
    """Return the text of a notification, what there is to know besides, and the address."""
    known = notifications.registered().get(message.notice)
    if known is None:
        return [tombstones.of_name(message.notice, message.label)]
    text = str(known.text) % {"actor": message.actor_name, "label": message.label}
    address = addresses.of_page(known.page, **{known.key: message.record_id})
    return [text, *more, *([address] if address else [])]


def send(channel: Channel, address: str, title: str, body: str, *, private: bool) -> str:
    """Send a message over a channel; return why it did not go out, or nothing."""
    if channel.kind is Kind.EMAIL:
        return _mail(address, title, body)
    url, told = rules.request(address, title, body, now())
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Bumen"}
    try:
        status, said = outgoing.post(
            url, json.dumps(told, ensure_ascii=False).encode(), headers, private=private
        )
    except outgoing.UnreachableError as error:
        return str(error)
    why = rules.objection(said) if status == HTTPStatus.OK else str(status)
    host = rules.HOSTS[channel.kind.value]
    return _("%(host)s did not take the message: %(why)s", host=host, why=why) if why else ""


def _mail(address: str, title: str, body: str) -> str:
    import apprise

    asset = apprise.AppriseAsset(app_id="Bumen")
    carrier = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if carrier is None:
        return _("The address of this channel cannot be used; add it anew.")
    if carrier.notify(title=title, body=body):
        return ""
    return _("The mail server did not take the message.")
