"""Questions asked of comments; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.comment.models import Comment
from core.rows import EVERY_ROW
from core.user.models import User
from core.user.queries import colleagues, with_rights

SHOWN = 100


def of(target: str, record_id: int) -> Select[Comment]:
    """The last comments on a record, the newest first."""
    return (
        select(Comment)
        .where(Comment.target == target, Comment.record_id == record_id)
        .options(joinedload(Comment.author))
        .order_by(Comment.id.desc())
        .limit(SHOWN)
    )


def told(keys: Collection[int]) -> Select[Comment]:
    """Some comments that nobody has taken back; who may read them is asked otherwise."""
    some = select(Comment).where(Comment.id.in_(keys), Comment.deleted_at.is_(None))
    return some.execution_options(**EVERY_ROW)


def named(names: Collection[str]) -> Select[User]:
    """Colleagues by their names, with what they may do."""
    return with_rights(colleagues().where(User.name.in_(names)))
