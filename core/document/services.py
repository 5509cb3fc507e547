"""What can be done with documents.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import jobs
from core.document import queries
from core.document.models import Paper
from core.documents import MOST, Document
from core.errors import BusinessError
from core.files import StoredFile, shown_name
from core.user.models import User

MAKE = "core.document.make"
KEPT = timedelta(days=30)
LABEL_LENGTH = 140


def ask(session: Session, document: Document, record: Any, *, by: User, now: datetime) -> Paper:
    """Want a paper of one record; a job makes it after the commit."""
    label = f"{document.title} {record}"
    return ask_many(session, document, [record.id], label=label, by=by, now=now)


def ask_many(
    session: Session,
    document: Document,
    keys: Sequence[int],
    *,
    label: str,
    by: User,
    now: datetime,
) -> Paper:
    """Want one paper of several records.

    :raises BusinessError: if no record is named, or too many.
    """
    if not keys:
        raise BusinessError(_("Choose at least one record."))
    if len(keys) > MOST:
        raise BusinessError(_("Choose at most %(most)s records for one document.", most=MOST))
    paper = Paper(
        name=document.name,
        keys=list(keys),
        label=shown_name(label)[:LABEL_LENGTH],
        created_by_id=by.id,
        created_at=now,
    )
    session.add(paper)
    session.flush()
    paper.job_id = jobs.enqueue(session, MAKE, by=by, paper_id=paper.id).id
    session.flush()
    return paper


def keep(session: Session, paper: Paper, file: StoredFile, *, now: datetime) -> None:
    """Note where the file of a paper lies."""
    paper.digest, paper.size, paper.made_at = file.digest, file.size, now
    session.flush()


def forget(session: Session, *, now: datetime) -> list[str]:
    """Delete the papers that are a month old; return the files that they had.

    They can be made again, and records change.
    """
    old = session.scalars(queries.older(now - KEPT)).all()
    for paper in old:
        session.delete(paper)
    session.flush()
    return [paper.digest for paper in old if paper.digest is not None]
