"""The history has a word for each column that it tells of, not the name that programs use."""

from __future__ import annotations

import sqlalchemy as sa

from core.audit import UNTOLD
from core.db import Model
from core.history.models import USUAL_LABELS

# Written in bulk, without their values; what changes of them afterwards has words.
WITHOUT_VALUES = {"finance_settlement", "finance_settlement_line"}


def test_each_column_that_the_history_tells_of_has_words(app) -> None:
    audited = [one for one in Model.__subclasses__() if one.__audited__]
    wordless = {
        f"{one.__tablename__}.{column.key}"
        for one in audited
        for column in sa.inspect(one).column_attrs
        if one.__tablename__ not in WITHOUT_VALUES
        and column.key
        not in {
            *UNTOLD,
            *USUAL_LABELS,
            *getattr(one, "__labels__", ()),
            *getattr(one, "__audit_ignored__", ()),
        }
    }
    assert wordless == set()


def test_each_choice_that_the_history_tells_of_has_words(app) -> None:
    wordless = {
        f"{one.__tablename__}.{column.key}={value}"
        for one in Model.__subclasses__()
        if one.__audited__
        for column in sa.inspect(one).column_attrs
        if column.key in getattr(one, "__labels__", ())
        and isinstance(column.columns[0].type, sa.Enum)
        for value in column.columns[0].type.enums
        if value not in getattr(one, "__words__", {}).get(column.key, {})
    }
    assert wordless == set()


def test_each_kind_of_record_that_the_history_tells_of_has_a_title(app) -> None:
    audited = [one for one in Model.__subclasses__() if one.__audited__]
    assert {one.__tablename__ for one in audited if not getattr(one, "__title__", "")} == set()
