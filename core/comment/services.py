"""What can be done with comments.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.comment import queries, rules
from core.comment.models import LONGEST, Comment
from core.errors import BusinessError
from core.history.models import model_of
from core.notification import services as notifications
from core.notifications import Facts, Notice
from core.permissions import holds
from core.rows import seen
from core.subjects import Subject, permission_to
from core.user.models import User


def facts(session: Session, keys: Collection[int], reader: User | None) -> dict[int, Facts]:
    """Return how comments begin, those on records that the reader sees by now.

    The company is told that there are some, and not what colleagues say to each other.
    """
    if reader is None:
        return {}
    found = session.scalars(queries.told(seen(session, reader, Comment, keys))).all()
    records: dict[str, set[int]] = {}
    for one in found:
        records.setdefault(one.table, set()).add(one.record_id)
    visible = {table: _visible(session, reader, table, ids) for table, ids in records.items()}
    return {
        one.id: [(_l("Comment"), rules.beginning(one.body))]
        for one in found
        if one.record_id in visible[one.table] and holds(reader, permission_to(one.url))
    }


MENTIONED = Notice(
    "core.comment.mentioned",
    _l("%(actor)s mentions you at %(label)s"),
    "core.comment.detail",
    "comment_id",
    facts=facts,
)
NOTICES = (MENTIONED,)


def write(
    session: Session, subject: Subject, body: str, *, by: User, now: datetime
) -> tuple[Comment, list[str]]:
    """Say something of a record and tell whom it mentions.

    :returns: the comment, and the names of those who are mentioned and may not see the record.
    :raises BusinessError: if nothing is said, or too much.
    """
    comment = Comment(
        target=subject.target,
        record_id=subject.record_id,
        label=subject.label[:200],
        url=subject.url,
        table=subject.table,
        body=_checked(body),
        author_id=by.id,
        created_at=now,
    )
    session.add(comment)
    session.flush()
    return comment, _tell(session, comment, "", subject.permission, by, now)


def change(
    session: Session, comment: Comment, body: str, *, permission: str, by: User, now: datetime
) -> list[str]:
    """Say it otherwise; those who are mentioned anew are told.

    :param permission: what the page of the record needs.
    :returns: the names of those who are mentioned anew and may not see the record.
    :raises BusinessError: if the comment is deleted or of somebody else, or nothing is said.
    """
    if comment.author_id != by.id or comment.deleted_at is not None:
        raise BusinessError(_("Only who wrote a comment can change it, until it is deleted."))
    before, comment.body = comment.body, _checked(body)
    if comment.body == before:
        return []
    comment.edited_at = now
    session.flush()
    return _tell(session, comment, before, permission, by, now)


def delete(session: Session, comment: Comment, *, moderates: bool, by: User, now: datetime) -> None:
    """Take a comment back; that there was one stays visible.

    :param moderates: whether the user may delete those of others.
    :raises BusinessError: if it is of somebody else.
    """
    if comment.author_id != by.id and not moderates:
        raise BusinessError(_("Only who wrote a comment can delete it."))
    comment.deleted_at = comment.deleted_at or now
    notifications.settle(session, NOTICES, record_id=comment.id, now=now)
    session.flush()


def _checked(body: str) -> str:
    text = body.replace("\r\n", "\n").strip()
    if not text:
        raise BusinessError(_("Write something."), field="body")
    if len(text) > LONGEST:
        raise BusinessError(
            _("This is too long by %(count)s characters.", count=len(text) - LONGEST), field="body"
        )
    return text


def _tell(
    session: Session, comment: Comment, before: str, permission: str, by: User, now: datetime
) -> list[str]:
    wanted = rules.candidates(comment.body)
    people = session.scalars(queries.named(wanted)).unique().all() if wanted else []
    names = {one.name for one in people}
    anew = rules.mentioned(comment.body, names) - rules.mentioned(before, names)
    told = [one for one in people if one.name in anew]
    on = (comment.table, [comment.record_id])
    readers = [one for one in told if holds(one, permission) and _visible(session, one, *on)]
    notifications.notify(
        session,
        MENTIONED,
        [one.id for one in readers],
        record_id=comment.id,
        label=comment.label,
        by=by,
        now=now,
    )
    return sorted({one.name for one in told} - {one.name for one in readers})


def _visible(session: Session, user: User, table: str, keys: Collection[int]) -> set[int]:
    model = model_of(table)
    return set() if model is None else seen(session, user, model, keys)
