"""Questions asked of saved views; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from core.saved_view.models import SavedView


def of_list(path: str, user_id: int) -> Select[SavedView]:
    """The views of a list that a user has saved or that colleagues share."""
    return (
        select(SavedView)
        .where(SavedView.path == path, or_(SavedView.user_id == user_id, SavedView.is_shared))
        .options(joinedload(SavedView.user))
        .order_by(SavedView.title, SavedView.id)
    )


def named(path: str, title: str, user_id: int) -> Select[SavedView]:
    """The view of a list that a user has saved under a name."""
    return select(SavedView).where(
        SavedView.path == path, SavedView.title == title, SavedView.user_id == user_id
    )


def own(view_id: int, user_id: int) -> Select[SavedView]:
    """One view of a user's own."""
    return select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id)
