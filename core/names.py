"""Names: what records are called that others refer to by their keys.

A record that is told apart only by others, as a line by its product, names in
``__named_after__`` the columns that refer to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.db import Model
from core.history.models import model_of
from core.many import asked

Reference: TypeAlias = tuple[str, int]
BETWEEN = " · "


def of(session: Session, references: Iterable[Reference]) -> dict[Reference, str]:
    """Return what records are called, by table and key; each table is asked once.

    Left out is what is gone, what the reader may not see, and what belongs to a plugin that is off.
    """
    keys: dict[str, set[int]] = {}
    for table, key in references:
        keys.setdefault(table, set()).add(key)
    found: dict[Reference, str] = {}
    for table, wanted in keys.items():
        copies = list(_copies(session, table, sorted(wanted)))
        its = zip(copies, labels(session, copies), strict=True)
        found.update(((table, one.id), getattr(one, "discreet", label)) for one, label in its)
    return found


def labels(session: Session, records: Sequence[Any]) -> list[str]:
    """Return what each record is called in the history, after others if it is told by them."""
    after = [list(_named_after(one)) for one in records]
    known = of(session, {one for its in after for one in its})
    return [
        BETWEEN.join(known[one] for one in its if one in known) or str(record)
        for record, its in zip(records, after, strict=True)
    ]


def table_of(model: type[Model], name: str) -> str:
    """Return the table whose keys a column holds; empty if it holds none."""
    column = model.__table__.columns.get(name)
    keys = [] if column is None else column.foreign_keys
    return next((key.column.table.name for key in keys if key.column.name == "id"), "")


def _named_after(record: Any) -> Iterator[Reference]:
    known = sa.inspect(record).dict
    for name in getattr(record, "__named_after__", ()):
        if known.get(name) is not None:
            yield table_of(type(record), name), known[name]


def _copies(session: Session, table: str, keys: list[int]) -> Iterator[Any]:
    """Yield copies outside of the session, for which it is no matter how they are loaded there."""
    model = model_of(table)
    if model is None:
        return
    mapper = sa.inspect(model)
    names = [mapper.get_property_by_column(one).key for one in mapper.local_table.columns]
    columns = [getattr(model, name) for name in names]
    for row in asked(session, lambda some: sa.select(*columns).where(model.id.in_(some)), keys):
        yield model(**dict(zip(names, row, strict=True)))
