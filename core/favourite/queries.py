"""Questions asked of favourites; each returns a Select."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, select

from core.favourite.models import Favourite


@cache
def links() -> Select[str, str]:
    """Address and title of the favourites of ``user_id`` in their order, for every page."""
    return (
        select(Favourite.url, Favourite.title)
        .where(Favourite.user_id == bindparam("user_id"))
        .order_by(Favourite.position, Favourite.id)
        .execution_options(prepared=True)
    )


def of_user(user_id: int) -> Select[Favourite]:
    """The favourites of a user in their order."""
    return (
        select(Favourite)
        .where(Favourite.user_id == user_id)
        .order_by(Favourite.position, Favourite.id)
    )
