"""Questions that the search page asks of the core; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, or_

from core.party.models import Party
from core.search import found
from core.user import queries as users
from core.user.models import User


def parties_with(words: str, limit: int) -> Select[Party]:
    """The parties with these words, by code."""
    return found(Party, words, limit).order_by(Party.code, Party.id)


def users_with(words: str, limit: int) -> Select[User]:
    """The users whose name or address has each of these words."""
    told = [
        or_(User.name.icontains(word, autoescape=True), User.email.icontains(word, autoescape=True))
        for word in words.split()
    ]
    return users.everybody().where(*told).limit(limit)
