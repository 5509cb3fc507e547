"""Questions asked of imports; each returns a Select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from core.import_run.models import ImportRow, ImportRun, RowKind


def all_runs() -> Select[ImportRun]:
    """Every import, with the person who started it."""
    return select(ImportRun).join(ImportRun.created_by).options(joinedload(ImportRun.created_by))


def run(run_id: int) -> Select[ImportRun]:
    """One import with its files and its job."""
    files, job = selectinload(ImportRun.files), joinedload(ImportRun.job)
    return all_runs().where(ImportRun.id == run_id).options(files, job)


def of_areas(columns: Any, people: Mapping[str, Sequence[Any]]) -> ColumnElement[bool]:
    """Return the condition on imports of which only those of some people are seen.

    :param columns: those of imports.
    :param people: by importer, users or questions for them; all is seen of the others.
    """
    theirs = (
        or_(columns.importer != name, *(columns.created_by_id.in_(one) for one in among))
        for name, among in people.items()
    )
    return and_(true(), *theirs)


def all_rows() -> Select[ImportRow]:
    """Every refused or remarked row of every import."""
    return select(ImportRow)


def refused_of(run_id: int) -> Select[str, int, str, str]:
    """File, line, key and reason of each row that one import refused."""
    refused = (ImportRow.run_id == run_id, ImportRow.kind == RowKind.REFUSED)
    columns = (ImportRow.file, ImportRow.line, ImportRow.key, ImportRow.reason)
    return select(*columns).where(*refused).order_by(ImportRow.id)


def refusals(run_id: int) -> Select[str, int, list[int] | None, str]:
    """File, line, all lines and reason of each record that one import refused."""
    refused = (ImportRow.run_id == run_id, ImportRow.kind == RowKind.REFUSED)
    columns = (ImportRow.file, ImportRow.line, ImportRow.lines, ImportRow.reason)
    return select(*columns).where(*refused).order_by(ImportRow.id)
