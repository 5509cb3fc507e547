"""Questions asked of favourites; each returns a Select."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, cast, func, select

from core.favourite.models import Favourite
from core.favourite.rules import BEHIND, BETWEEN


def told(user_id: Any) -> Select[str]:
    """The favourites of a user as one text, which :func:`core.favourite.rules.understood` reads."""
    place = cast(Favourite.position, String)
    one = place + BETWEEN + Favourite.url + BETWEEN + Favourite.title
    return select(func.aggregate_strings(one, BEHIND)).where(Favourite.user_id == user_id)


def of_user(user_id: int) -> Select[Favourite]:
    """The favourites of a user in their order."""
    return (
        select(Favourite)
        .where(Favourite.user_id == user_id)
        .order_by(Favourite.position, Favourite.id)
    )
