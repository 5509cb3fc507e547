"""Questions asked of documents; each returns a Select."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.document.models import Paper
from core.documents import Document


def all_papers() -> Select[Paper]:
    """Every document, with the person who wanted it."""
    return select(Paper).join(Paper.created_by).options(joinedload(Paper.created_by))


def paper(paper_id: int) -> Select[Paper]:
    """One document with its job."""
    return all_papers().where(Paper.id == paper_id).options(joinedload(Paper.job))


def subjects(document: Document, keys: list[int]) -> Select[*tuple[Any, ...]]:
    """Those records of a document that the reader may see: how many, and the only one's key."""
    key = document.model.id
    return select(func.count(key), func.min(key)).where(key.in_(keys))


def older(moment: datetime) -> Select[Paper]:
    """What was wanted before a moment."""
    return select(Paper).where(Paper.created_at < moment).order_by(Paper.id)
