"""The history of equipment names everything that it tells."""

from __future__ import annotations

import sqlalchemy as sa

from core.audit import UNTOLD
from core.db import Model


def test_each_column_that_the_history_tells_of_has_words(app) -> None:
    audited = [one for one in Model.__subclasses__() if one.__audited__]
    wordless = {
        f"{one.__name__}.{column.key}"
        for one in audited
        if one.__tablename__.startswith("it_assets_")
        for column in sa.inspect(one).column_attrs
        if column.key not in {*UNTOLD, *one.__labels__, *getattr(one, "__audit_ignored__", ())}
    }
    assert wordless == set()
