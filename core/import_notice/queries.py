"""Questions asked for what is told of imports; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from core.import_run.models import ImportRun


def told(keys: Collection[int], user_id: int | None) -> Select[ImportRun]:
    """Those of some imports that a user started; all of them for None."""
    # Read anew: what was said to somebody before may have been in another language.
    some = select(ImportRun).where(ImportRun.id.in_(keys))
    some = some.execution_options(populate_existing=True)
    return some if user_id is None else some.where(ImportRun.created_by_id == user_id)
