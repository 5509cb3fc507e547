"""Questions asked of imports; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from core.import_run.models import ImportRow, ImportRun, RowKind


def all_runs() -> Select[ImportRun]:
    """Every import, with the person who started it."""
    return select(ImportRun).join(ImportRun.created_by).options(joinedload(ImportRun.created_by))


def run(run_id: int) -> Select[ImportRun]:
    """One import with its files and its job."""
    files, job = selectinload(ImportRun.files), joinedload(ImportRun.job)
    return all_runs().where(ImportRun.id == run_id).options(files, job)


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
