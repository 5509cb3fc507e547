from __future__ import annotations

from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.errors import BusinessError
from core.history import queries as history
from core.party import queries
from core.party.models import ContactKind, Party
from core.party.services import (
    activate,
    create_party,
    deactivate,
    edit_party,
    upsert_parties,
)
from core.testing import make_user
from core.user.models import User


@pytest.fixture
def ada(session) -> User:
    return make_user(session, name="Ada")


@pytest.fixture
def acme(session, ada) -> Party:
    return create_party(
        session,
        code="S1",
        name="Acme",
        is_supplier=True,
        identifiers=[{"scheme": "tax", "value": "91330"}],
        contacts=[{"kind": "phone", "value": "123", "is_primary": True}],
        by=ada,
    )


def test_a_party_has_numbers_and_contacts(session, acme) -> None:
    session.expire_all()
    party = session.scalar(queries.party(acme.id))
    assert [(one.scheme, one.value) for one in party.identifiers] == [("tax", "91330")]
    assert [(one.kind, one.is_primary) for one in party.contacts] == [(ContactKind.PHONE, True)]
    assert party.roles == ["Supplier"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"code": "S1"}, "a party with the code"),
        ({"code": " "}, "1 to 64"),
        ({"code": "x" * 65}, "1 to 64"),
        ({"is_supplier": False}, "at least one role"),
        ({"identifiers": [{"scheme": "tax", "value": "91330"}]}, "belongs to Acme"),
    ],
)
def test_what_cannot_be_is_refused(session, acme, ada, facts, reason) -> None:
    right = {"code": "S2", "name": "Other", "is_supplier": True}
    with pytest.raises(BusinessError, match=reason):
        create_party(session, **(right | facts), by=ada)


def test_the_database_refuses_a_party_without_a_role(session) -> None:
    session.add(Party(code="S9", name="Nobody"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_edit_replaces_numbers_and_contacts_and_keeps_those_that_stay(
    session, acme, ada
) -> None:
    kept = acme.identifiers[0].id
    edit_party(
        session,
        acme,
        version=acme.version_id,
        code="S1",
        name="Acme Ltd",
        identifiers=[{"scheme": "tax", "value": "91330"}, {"scheme": "duns", "value": "7"}],
        contacts=[{"kind": "email", "value": "a@example.org"}],
        by=ada,
    )
    session.commit()
    party = session.scalar(queries.party(acme.id))
    assert party.name == "Acme Ltd"
    assert party.identifiers[0].id == kept
    assert [one.value for one in party.identifiers] == ["91330", "7"]
    assert [one.value for one in party.contacts] == ["a@example.org"]


def test_a_change_of_a_contact_alone_is_a_new_version(session, acme, ada) -> None:
    seen = acme.version_id
    edit_party(session, acme, version=seen, code="S1", name="Acme", contacts=[], by=ada)
    assert acme.version_id == seen + 1


def test_an_edit_that_changes_nothing_is_no_new_version(session, acme, ada) -> None:
    session.commit()
    party = session.scalar(queries.party(acme.id))
    seen = party.version_id
    edit_party(
        session,
        party,
        version=seen,
        code="S1",
        name="Acme",
        identifiers=[{"scheme": "tax", "value": "91330"}],
        contacts=[{"kind": "phone", "value": "123", "is_primary": True}],
        by=ada,
    )
    assert party.version_id == seen


def test_an_inactive_supplier_cannot_be_chosen_until_it_is_active_again(session, acme, ada) -> None:
    deactivate(session, acme, by=ada)
    assert session.scalars(queries.suppliers()).all() == []
    with pytest.raises(BusinessError, match="inactive already"):
        deactivate(session, acme, by=ada)
    activate(session, acme, by=ada)
    assert session.scalars(queries.suppliers()).all() == [acme]
    with pytest.raises(BusinessError, match="active already"):
        activate(session, acme, by=ada)


def test_rows_from_a_file_are_added_changed_or_left_alone(session, acme, ada) -> None:
    session.info["actor"] = ada
    result = upsert_parties(
        session,
        [
            {"code": "S1", "name": "Acme", "is_customer": True, "city": ""},
            {"code": "S2", "name": "云杉", "is_supplier": True, "city": "杭州"},
            {"code": "S2", "is_partner": True},
        ],
        by=ada,
    )
    assert (result.added, result.changed, result.unchanged) == (1, 1, 0)
    assert acme.is_supplier
    assert acme.is_customer
    other = session.scalar(queries.by_code("S2"))
    assert (other.id, other.name, other.city) == (result.ids["S2"], "云杉", "杭州")
    assert other.roles == ["Supplier", "Partner"]
    entry = session.scalars(history.of(Party, acme.id)).first()
    assert (entry.action, entry.changes) == ("change", {"is_customer": [False, True]})


def test_the_same_rows_again_change_nothing(session, ada) -> None:
    rows = [{"code": f"S{n}", "name": f"N{n}", "is_supplier": True} for n in range(1_500)]
    assert upsert_parties(session, rows, by=ada).added == 1_500
    again = upsert_parties(session, rows, by=ada)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1_500)
    assert len(again.ids) == 1_500


def test_an_import_costs_statements_by_the_thousand(session, ada, queries) -> None:
    def cost(count: int, prefix: str) -> int:
        rows = [{"code": f"{prefix}{n}", "is_supplier": True} for n in range(count)]
        session.flush()
        with queries() as counted:
            upsert_parties(session, rows, by=ada)
        return counted.value

    cost(1, "w")
    assert cost(1_000, "b") == cost(1, "a")


def test_an_edit_after_an_import_is_noticed(session, acme, ada) -> None:
    seen = acme.version_id
    upsert_parties(session, [{"code": "S1", "city": "宁波"}], by=ada)
    with pytest.raises(BusinessError, match="while you were editing"):
        edit_party(session, acme, version=seen, code="S1", name="Acme", by=ada)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"code": "N1", "name": "No role"}, "at least one role"),
        ({"code": ""}, "1 to 64"),
        ({"code": "y" * 65, "is_vendor": True}, "1 to 64"),
    ],
)
def test_a_row_that_makes_no_party_is_refused(session, ada, row, reason) -> None:
    with pytest.raises(BusinessError, match=reason):
        upsert_parties(session, [row], by=ada)


def test_two_imports_at_the_same_moment_add_a_party_once(app, session, ada) -> None:
    session.commit()
    added = []

    def bring() -> None:
        with app.app_context():
            rows = [{"code": f"S{n}", "is_supplier": True} for n in range(50)]
            added.append(upsert_parties(db.session(), rows, by=ada).added)
            db.session.commit()

    threads = [Thread(target=bring) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == [0, 0, 50]
    assert session.scalar(sa.select(sa.func.count(Party.id))) == 50
