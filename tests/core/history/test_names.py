"""Whatever the history tells of is called by name, not by its key."""

from __future__ import annotations

from core import names
from core.db import Model
from core.party.models import Party
from core.party.services import create_party
from core.testing import make_user


def test_each_record_that_the_history_tells_of_has_a_name(app) -> None:
    told = [one for one in Model.__subclasses__() if one.__audited__]
    nameless = {
        one.__tablename__
        for one in told
        if one.__str__ is object.__str__ and not hasattr(one, "__named_after__")
    }
    assert nameless == set()


def test_a_record_is_named_after_others_by_columns_that_refer_to_them(app) -> None:
    odd = {
        f"{one.__tablename__}.{name}"
        for one in Model.__subclasses__()
        for name in getattr(one, "__named_after__", ())
        if not names.table_of(one, name)
    }
    assert odd == set()


def test_others_tell_a_supplier_by_name_and_a_mere_customer_by_the_code(session) -> None:
    by = make_user(session)
    supplier = create_party(session, code="S1", name="云杉", is_supplier=True, by=by)
    person = create_party(session, code="K1", name="李雷", is_customer=True, by=by)
    keys = [(Party.__tablename__, one.id) for one in (supplier, person)]
    called = names.of(session, keys)
    assert [called[one] for one in keys] == ["云杉 (S1)", "K1"]


def test_what_is_gone_or_unknown_has_no_name(session) -> None:
    assert names.of(session, [(Party.__tablename__, 99), ("no_table", 1)]) == {}
