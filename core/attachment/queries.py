"""Questions asked of attachments; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.attachment.models import Attachment

SHOWN = 200


def of(target: str, record_id: int) -> Select[Attachment]:
    """The last files of a record, the oldest first; deleted ones too, as a trace."""
    newest = (
        select(Attachment.id)
        .where(Attachment.target == target, Attachment.record_id == record_id)
        .order_by(Attachment.id.desc())
        .limit(SHOWN)
    )
    people = (joinedload(Attachment.author), joinedload(Attachment.deleted_by))
    found = select(Attachment).where(Attachment.id.in_(newest))
    return found.options(*people).order_by(Attachment.id)


def same(target: str, record_id: int, digest: str) -> Select[Attachment]:
    """The file of a record that has this content."""
    return select(Attachment).where(
        Attachment.target == target,
        Attachment.record_id == record_id,
        Attachment.digest == digest,
    )


def occupied() -> Select[int]:
    """How many bytes the files of all records take; the same content counts once."""
    each = (
        select(func.max(Attachment.size).label("size"))
        .where(Attachment.digest.is_not(None))
        .group_by(Attachment.digest)
        .subquery()
    )
    return select(func.coalesce(func.sum(each.c.size), 0))
