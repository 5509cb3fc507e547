"""Questions asked of favourites; each returns a Select."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, cast, func, select

from core.favourite.models import Favourite
from core.favourite.rules import BEHIND, BETWEEN


def told(user_id: Any) -> Select[str]:
    """The favourites of a user as one text, which :func:`core.favourite.rules.understood` reads."""
    parts = (cast(Favourite.position, String), Favourite.url, Favourite.title)
    one = parts[0] + BETWEEN + parts[1] + BETWEEN + parts[2]
    return select(func.aggregate_strings(one, BEHIND)).where(Favourite.user_id == user_id)


def of_user(user_id: int) -> Select[Favourite]:
    """The favourites of a user in their order."""
    return (
        select(Favourite)
        .where(Favourite.user_id == user_id)
        .order_by(Favourite.position, Favourite.id)
    )
