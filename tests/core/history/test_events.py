"""What is written down without being a change: refused sign-ins, files, personal data seen."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core import clock
from core.history.models import Entry
from core.party.models import Contact, ContactKind, Party
from core.party.rules import masked
from core.role.models import Role, RolePermission
from core.testing import make_user

PHONE = "13812345678"


@pytest.fixture
def acme(session) -> Party:
    party = Party(code="S1", name="Acme", is_supplier=True)
    party.contacts = [Contact(kind=ContactKind.PHONE, value=PHONE)]
    session.add(party)
    session.commit()
    return party


def told(session, action: str) -> list[Entry]:
    session.rollback()
    return list(session.scalars(sa.select(Entry).where(Entry.action == action)))


@pytest.mark.parametrize(
    ("email", "kind", "label"),
    [("ada@example.org", "core_user", "Ada"), ("nobody@example.org", "sign_in", "nobody@")],
)
def test_a_refused_sign_in_is_told_with_where_it_came_from(
    client, session, email, kind, label
) -> None:
    make_user(session, name="Ada").email = "ada@example.org"
    client.post("/login", data={"email": email, "password": "wrong"})
    (entry,) = told(session, "refuse")
    assert (entry.model, entry.changes) == (kind, {"address": [None, "127.0.0.1"]})
    assert entry.label.startswith(label)


def test_a_permission_that_a_role_gets_is_told_on_its_history(session) -> None:
    role = Role(name="night", title_en="Night", title_zh="夜班", grants=[])
    session.add(role)
    session.commit()
    session.refresh(role, ["grants"])
    role.grants.append(RolePermission(permission="core.party.index"))
    session.commit()
    last = session.scalar(sa.select(Entry).order_by(Entry.id.desc()).limit(1))
    assert (last.model, last.owner_id, last.label) == (
        "core_role_permission",
        role.id,
        "core.party.index",
    )


def test_a_file_that_left_the_house_is_told_with_who_took_which_rows(sign_in, session) -> None:
    sign_in("core.party.index", name="Ada").get("/core/party/?q=acme&format=csv")
    (entry,) = told(session, "export")
    assert (entry.actor_name, entry.label) == ("Ada", "party.csv")
    assert entry.changes == {"address": [None, "/core/party/?q=acme&format=csv"]}


def test_contacts_are_shown_in_part(sign_in, acme) -> None:
    page = sign_in("core.party.index", "core.party.edit").get(f"/core/party/{acme.id}").text
    assert "138****5678" in page
    assert PHONE not in page
    assert "/reveal" not in page


def test_who_may_sees_contacts_in_full_and_it_is_told(sign_in, session, acme) -> None:
    browser = sign_in("core.party.index", "core.party.reveal", name="Ada")
    assert PHONE not in browser.get(f"/core/party/{acme.id}").text
    assert told(session, "reveal") == []
    assert PHONE in browser.post(f"/core/party/{acme.id}/reveal").text
    (entry,) = told(session, "reveal")
    assert (entry.actor_name, entry.model, entry.record_id) == ("Ada", "core_party", acme.id)
    assert (
        "personal data seen"
        in browser.get(f"/core/party/{acme.id}", headers={"Accept-Language": "en"}).text
    )


def test_who_may_not_see_contacts_can_neither_reveal_nor_edit_them(sign_in, session, acme) -> None:
    browser = sign_in("core.party.index", "core.party.edit")
    assert browser.post(f"/core/party/{acme.id}/reveal").status_code == 403
    assert PHONE not in browser.get(f"/core/party/{acme.id}/edit").text
    typed = {"code": "S1", "name": "Acme Ltd", "is_supplier": "y", "version_id": acme.version_id}
    taken = {"contacts-0-kind": "phone", "contacts-0-value": ""}
    answer = browser.post(f"/core/party/{acme.id}/edit", data=typed | taken)
    assert answer.status_code == 303
    session.refresh(acme, ["name", "contacts"])
    assert (acme.name, [one.value for one in acme.contacts]) == ("Acme Ltd", [PHONE])


def test_opening_the_form_with_all_contacts_is_told(sign_in, session, acme) -> None:
    browser = sign_in("core.party.index", "core.party.edit", "core.party.reveal")
    assert PHONE in browser.get(f"/core/party/{acme.id}/edit").text
    assert len(told(session, "reveal")) == 1


@pytest.mark.parametrize(
    ("table", "held", "is_read"),
    [
        ("core_party_contact", "core.party.index", True),
        ("orders_refund", "core.party.index", False),
        ("orders_refund", "orders.refund.index", True),
        ("table_of_a_plugin_that_is_off", "orders.refund.index", False),
        ("table_of_a_plugin_that_is_off", "*", True),
    ],
)
def test_what_another_plugin_adds_to_a_record_is_read_with_its_permission(
    sign_in, session, acme, table, held, is_read
) -> None:
    entry = dict.fromkeys(("actor_name", "transaction"), "") | {"changes": {}, "at": clock.now()}
    entry |= {"action": "change", "model": table, "record_id": 1, "label": "Secret row"}
    session.add(Entry(**entry, owner="core_party", owner_id=acme.id))
    session.commit()
    rights = {held, "core.party.index"} if held != "*" else {held}
    assert ("Secret row" in sign_in(*rights).get(f"/core/party/{acme.id}").text) is is_read


def test_the_trail_never_holds_a_contact(session, acme) -> None:
    entries = session.scalars(sa.select(Entry).where(Entry.model == "core_party_contact")).all()
    assert entries
    assert not any(PHONE in f"{one.label}{one.changes}" for one in entries)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13812345678", "138****5678"),
        ("phone", "123", "1***"),
        ("email", "zhang.san@example.cn", "z***@example.cn"),
        ("email", "@", "***@"),
        ("address", "浙江省杭州市西湖区文三路 1 号", "浙江省杭州市***"),
        ("wechat", "yunshan", "y***"),
        ("other", "", "***"),
    ],
)
def test_of_a_contact_only_a_part_is_read(kind, value, shown) -> None:
    assert masked(kind, value) == shown
