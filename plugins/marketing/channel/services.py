"""What can be done with channels.  Services flush; they never commit."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history.services import expect_version
from core.user.models import User
from plugins.marketing.channel import queries
from plugins.marketing.channel.models import Channel, ChannelKind
from plugins.marketing.channel.rules import is_code, key_of


def register(session: Session, *, code: str, name: str, kind: ChannelKind, by: User) -> Channel:
    """Register a channel.

    :raises BusinessError: if the code cannot stand in addresses, or another channel is spelt so.
    """
    key = key_of(code)
    if not is_code(key):
        message = _("%(code)s is no code: use letters, digits and underscores.", code=code)
        raise BusinessError(message, field="code")
    _refuse_double(session, code, field="code")
    _refuse_double(session, name, field="name")
    channel = Channel(code=key, name=name.strip(), name_key=key_of(name), kind=kind)
    session.add(channel)
    session.flush()
    return channel


def edit(
    session: Session,
    channel: Channel,
    *,
    version: int,
    name: str,
    kind: ChannelKind,
    is_active: bool,
    by: User,
) -> None:
    """Change what is known of a channel; its code stays, because links carry it.

    :raises StaleEditError: if somebody else changed it since ``version``.
    :raises BusinessError: if another channel is spelt so.
    """
    expect_version(session, channel, version)
    _refuse_double(session, name, field="name", but=channel)
    channel.name, channel.name_key = name.strip(), key_of(name)
    channel.kind, channel.is_active = kind, is_active
    session.flush()


def _refuse_double(session: Session, text: str, *, field: str, but: Channel | None = None) -> None:
    if not key_of(text):
        raise BusinessError(_("Write a name with letters or digits."), field=field)
    for other in session.scalars(queries.spelt(text)):
        if other is not but:
            message = _("%(text)s is the channel %(name)s already.", text=text, name=other.name)
            raise BusinessError(message, field=field)
