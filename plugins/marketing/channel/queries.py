"""Questions asked of channels; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from core.search import found
from plugins.marketing.channel.models import Channel
from plugins.marketing.channel.rules import key_of


def all_channels() -> Select[Channel]:
    """Every channel."""
    return select(Channel)


def in_use() -> Select[Channel]:
    """The channels that new links may be built for, by name."""
    return select(Channel).where(Channel.is_active).order_by(Channel.name, Channel.id)


def names() -> Select[*tuple[int, str]]:
    """Key and name of every channel, by name."""
    return select(Channel.id, Channel.name).order_by(Channel.name, Channel.id)


def spelt(*texts: str) -> Select[Channel]:
    """The channels whose code or name is spelt like one of some texts."""
    keys = [key_of(text) for text in texts]
    return select(Channel).where(or_(Channel.code.in_(keys), Channel.name_key.in_(keys)))


def with_words(words: str, limit: int) -> Select[Channel]:
    """Some channels that have all words, by name."""
    return found(Channel, words, limit).order_by(Channel.name, Channel.id)
