"""Questions asked of favourites; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.favourite.models import Favourite


def of_user(user_id: int) -> Select[Favourite]:
    """The favourites of a user in their order."""
    return (
        select(Favourite)
        .where(Favourite.user_id == user_id)
        .order_by(Favourite.position, Favourite.id)
    )
