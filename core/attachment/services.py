"""What can be done with attachments.  Services flush; they never commit."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import files
from core.attachment import queries, rules
from core.attachment.models import Attachment
from core.errors import BusinessError
from core.files import StoredFile
from core.setting import services as settings
from core.subjects import Subject
from core.user.models import User

LARGEST, QUOTA = "attachment.largest", "attachment.quota"
MIB = 2**20


def attach(
    session: Session, subject: Subject, file: StoredFile, *, by: User, now: datetime
) -> Attachment:
    """Keep a stored file with a record.

    :raises BusinessError: naming the file and what is wrong with it: too large, of no kind that
        is taken, two things at once, not what its name says, there already, or no room left.
    """
    kind = _checked(file)
    _has_room(session, file)
    known = session.scalar(queries.same(subject.target, subject.record_id, file.digest))
    if known is not None:
        raise BusinessError(
            _("%(name)s is attached already, as %(other)s.", name=file.name, other=known.name),
            field="files",
        )
    attachment = Attachment(
        target=subject.target,
        record_id=subject.record_id,
        label=subject.label[:200],
        url=subject.url,
        table=subject.table,
        name=file.name,
        kind=kind,
        size=file.size,
        digest=file.digest,
        author_id=by.id,
        created_at=now,
    )
    session.add(attachment)
    session.flush()
    return attachment


def delete(
    session: Session, attachment: Attachment, *, moderates: bool, by: User, now: datetime
) -> str:
    """Take a file away; that there was one stays visible.  Return the content to tidy away.

    :param moderates: whether the user may delete those of others.
    :raises BusinessError: if it is of somebody else, or deleted already.
    """
    if attachment.author_id != by.id and not moderates:
        raise BusinessError(_("Only who attached a file can delete it."))
    if attachment.digest is None:
        raise BusinessError(_("This file is deleted already."))
    digest, attachment.digest = attachment.digest, None
    attachment.deleted_at, attachment.deleted_by_id = now, by.id
    session.flush()
    return digest


def _checked(file: StoredFile) -> str:
    with files.path_of(file.digest).open("rb") as stream:
        if file.size == 0:
            raise BusinessError(_("%(name)s is empty.", name=file.name), field="files")
        kind = rules.kind_of(stream, file.name)
        if kind is None:
            raise BusinessError(
                _(
                    "%(name)s is of no kind that is kept here, or has macros. Possible are: "
                    "%(kinds)s.",
                    name=file.name,
                    kinds=", ".join(rules.ENDINGS),
                ),
                field="files",
            )
        if rules.is_two_things(stream, kind):
            raise BusinessError(
                _(
                    "%(name)s holds something else besides, such as a page or an archive; save "
                    "it anew with the program that it belongs to.",
                    name=file.name,
                ),
                field="files",
            )
    endings = rules.KINDS[kind].endings
    if rules.ending(file.name) not in endings:
        raise BusinessError(
            _(
                "%(name)s is not what its name says: by its content the name ends with "
                "%(endings)s.",
                name=file.name,
                endings=", ".join(f".{one}" for one in sorted(endings)),
            ),
            field="files",
        )
    return kind


def _has_room(session: Session, file: StoredFile) -> None:
    limits = settings.read(session, LARGEST, QUOTA)
    largest, quota = int(limits[LARGEST]), int(limits[QUOTA])
    if file.size > largest * MIB:
        raise BusinessError(
            _(
                "%(name)s is larger than %(limit)s MiB; make it smaller first.",
                name=file.name,
                limit=largest,
            ),
            field="files",
        )
    if (session.scalar(queries.occupied()) or 0) + file.size > quota * MIB:
        raise BusinessError(
            _(
                "There is no room for %(name)s: all files together may take %(limit)s MiB. Delete "
                "some, or ask an administrator for more.",
                name=file.name,
                limit=quota,
            ),
            field="files",
        )
