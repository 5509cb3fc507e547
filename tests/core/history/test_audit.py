from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from core import audit
from core.history import queries
from core.history.models import Entry
from core.history.services import StaleEditError, expect_version
from core.party.models import Contact, ContactKind, Identifier, Party
from core.plugin.models import EnabledPlugin
from core.testing import make_user
from core.user.models import User

ROWS = 10_000


@pytest.fixture
def ada(session) -> User:
    user = make_user(session, name="Ada")
    session.info["actor"] = user
    session.commit()
    return user


@pytest.fixture
def party(session, ada) -> Party:
    party = Party(code="S1", name="Acme", is_supplier=True)
    session.add(party)
    session.commit()
    return party


def told(session, model, record_id) -> list[Entry]:
    return list(session.scalars(queries.of(model, record_id)))


def test_a_new_record_is_told_with_what_it_was_made_of(session, party) -> None:
    (entry,) = told(session, Party, party.id)
    assert (entry.action, entry.actor_name, entry.label) == ("create", "Ada", "Acme (S1)")
    assert entry.changes["name"] == [None, "Acme"]
    assert "version_id" not in entry.changes
    assert "search_tokens" not in entry.changes


def test_a_change_is_told_with_before_and_after_even_when_the_record_was_not_read(
    session, party
) -> None:
    session.commit()  # expires the record: nobody has read its name since
    party.name = "Acme Ltd"
    session.commit()
    entry = told(session, Party, party.id)[0]
    assert (entry.action, entry.changes) == ("change", {"name": ["Acme", "Acme Ltd"]})


def test_setting_the_same_value_again_tells_nothing(session, party) -> None:
    party.name = "Acme"
    session.commit()
    assert len(told(session, Party, party.id)) == 1


def test_a_deleted_record_is_told_with_what_it_was(session, ada) -> None:
    row = EnabledPlugin(name="finance")
    session.add(row)
    session.commit()
    row_id = row.id
    session.delete(row)
    session.commit()
    entry = told(session, EnabledPlugin, row_id)[0]
    assert (entry.action, entry.changes) == ("delete", {"name": ["finance", None]})


def test_rows_of_a_record_are_told_on_its_page(session, party) -> None:
    session.refresh(party, ["contacts", "identifiers"])
    party.contacts = [Contact(kind=ContactKind.PHONE, value="123")]
    party.identifiers = [Identifier(scheme="tax", value="9")]
    session.commit()
    session.refresh(party, ["contacts"])
    party.contacts = []
    session.commit()
    models = [(entry.model, entry.action) for entry in told(session, Party, party.id)]
    assert models[0] == ("core_party_contact", "delete")
    assert ("core_party_contact", "create") in models
    assert ("core_party_identifier", "create") in models


def test_hidden_columns_are_told_without_their_values(session, ada) -> None:
    ada.password = "a hash"
    session.commit()
    entry = told(session, User, ada.id)[0]
    assert entry.changes["password"] == [audit.MASK, audit.MASK]


def test_what_is_rolled_back_is_not_told(session, party) -> None:
    party.name = "Other"
    session.flush()
    session.rollback()
    assert len(told(session, Party, party.id)) == 1


def test_changes_of_one_transaction_belong_together(session, party) -> None:
    party.name = "B"
    session.flush()
    party.city = "Hangzhou"
    session.commit()
    party.city = "Ningbo"
    session.commit()
    third, second, first, _created = told(session, Party, party.id)
    assert first.transaction == second.transaction != third.transaction


def test_an_event_without_a_column_can_be_told(session, party) -> None:
    audit.record(session, Party, party.id, str(party), "export", {"rows": [None, 3]})
    assert told(session, Party, party.id)[0].action == "export"


def test_a_person_at_the_keyboard_is_the_actor(session, sign_in) -> None:
    client = sign_in("core.party.edit", name="Grace")
    session.info.pop("actor", None)
    client.post("/core/party/create", data={"code": "X", "name": "X", "is_supplier": "y"})
    party = session.scalar(sa.select(Party).where(Party.code == "X"))
    assert told(session, Party, party.id)[0].actor_name == "Grace"
    assert told(session, Party, party.id)[0].actor_id == client.user.id


@pytest.mark.parametrize("statement", [sa.update(Entry).values(label="x"), sa.delete(Entry)])
def test_the_database_itself_refuses_to_change_the_trail(session, party, statement) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(statement)


def test_a_bulk_statement_past_the_trail_is_refused(session, party) -> None:
    with pytest.raises(RuntimeError, match="core_party"):
        session.execute(sa.update(Party).values(city=""))
    session.execute(sa.update(Party).values(city="Ningbo"), execution_options={"audited": True})


def test_an_edit_of_what_somebody_else_changed_is_refused_with_who_and_when(session, party) -> None:
    seen = party.version_id
    party.city = "Ningbo"
    session.commit()
    with pytest.raises(StaleEditError, match="Ada changed this record at 20"):
        expect_version(session, party, seen)
    expect_version(session, party, party.version_id)
