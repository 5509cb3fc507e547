"""Questions asked of channels; each returns a Select."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, or_, select

from plugins.marketing.channel.models import Channel, ChannelKind
from plugins.marketing.channel.rules import key_of


def all_channels() -> Select[Channel]:
    """Every channel."""
    return select(Channel)


@cache
def names() -> Select[*tuple[int, str]]:
    """Key and name of every channel, by name."""
    found = select(Channel.id, Channel.name).order_by(Channel.name, Channel.id)
    return found.execution_options(prepared=True)


def direct() -> Select[int]:
    """The channels that stand for direct visits, which nobody led to us."""
    return select(Channel.id).where(Channel.kind == ChannelKind.DIRECT)


def names_in_use() -> Select[*tuple[int, str]]:
    """Key and name of the channels that are not closed, by name."""
    return names().where(Channel.is_active)


def spelt(*texts: str) -> Select[Channel]:
    """The channels whose code or name is spelt like one of some texts."""
    keys = [key_of(text) for text in texts]
    return select(Channel).where(or_(Channel.code.in_(keys), Channel.name_key.in_(keys)))
