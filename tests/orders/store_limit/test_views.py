"""Limiting users to stores, on the pages of users."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from core.history.models import Entry
from core.testing import make_user, open_session
from plugins.orders.store_limit.models import StoreLimit

ENGLISH = {"Accept-Language": "en"}
MANAGES = ("core.user.index", "core.user.edit", "orders.order.index")


def limited(session, user) -> set[int]:
    asked = sa.select(StoreLimit.store_id).where(StoreLimit.user_id == user.id)
    return set(session.scalars(asked))


@pytest.fixture
def bob(session):
    user = make_user(session, "orders.order.index", name="Bob")
    session.commit()
    return user


def test_an_administrator_limits_a_user_and_lets_go_again(session, stores, bob, sign_in) -> None:
    boss, page = sign_in("*", name="Boss"), f"/orders/store_limit/{bob.id}/edit"
    user_page = boss.get(f"/core/user/{bob.id}/edit", headers=ENGLISH).text
    assert "Sees all stores." in user_page
    assert page in user_page
    chosen = [str(stores.ids[code]) for code in ("AX", "CX")]
    answer = boss.post(page, data={"is_limited": "y", "stores": chosen})
    assert (answer.status_code, answer.location) == (303, f"/core/user/{bob.id}/edit")
    assert limited(session, bob) == {stores.ids["AX"], stores.ids["CX"]}
    told = boss.get(answer.location, headers=ENGLISH).text
    assert "Sees only these stores:" in told
    assert stores.seen(told) == {"AX", "CX"}
    form = boss.get(page, headers=ENGLISH).text
    ticked = re.findall(r'<input[^>]* checked [^>]*name="(\w+)"', form)
    assert ticked == ["is_limited", "stores", "stores"]
    trail = sa.select(Entry).where(Entry.model == "orders_store_limit").order_by(Entry.id)
    entries = session.scalars(trail).all()
    assert {(one.owner, one.owner_id, one.label) for one in entries} == {
        ("core_user", bob.id, "Store AX"),
        ("core_user", bob.id, "Store CX"),
    }
    boss.post(page, data={"is_limited": "y", "stores": chosen[:1]})
    assert limited(session, bob) == {stores.ids["AX"]}
    boss.post(page, data={"stores": chosen})
    assert limited(session, bob) == set(), "what is ticked counts only with the limit"
    actions = [one.action for one in session.scalars(trail)]
    assert actions == ["create", "create", "delete", "delete"]


def test_a_limit_names_stores_that_there_are(session, stores, bob, sign_in) -> None:
    boss, page = sign_in("*", name="Boss"), f"/orders/store_limit/{bob.id}/edit"
    answer = boss.post(page, data={"is_limited": "y"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Tick at least one store" in answer.text
    assert boss.post(page, data={"is_limited": "y", "stores": ["0"]}).status_code == 422
    assert limited(session, bob) == set()
    assert boss.get("/orders/store_limit/0/edit").status_code == 404


def test_who_may_change_users_is_not_limited(session, stores, sign_in) -> None:
    boss, data = sign_in("*", name="Boss"), {"is_limited": "y", "stores": [stores.ids["AX"]]}
    for manager in (make_user(session, *MANAGES, name="Manager"), boss.user):
        session.commit()
        answer = boss.post(f"/orders/store_limit/{manager.id}/edit", data=data, headers=ENGLISH)
        assert answer.status_code == 422
        assert "may change users" in answer.text
    assert (
        "Administrators see all stores."
        in boss.get(f"/core/user/{boss.user.id}/edit", headers=ENGLISH).text
    )


@pytest.mark.parametrize(
    ("permission", "reason"),
    [
        ("core.webhook.edit", "may tell other systems of changes"),
        ("core.channel.company", "may set up channels of the company"),
        ("core.plugin.purge", "may export all records of a plugin"),
    ],
)
def test_who_reaches_all_stores_in_another_way_is_not_limited(
    session, stores, sign_in, permission, reason
) -> None:
    boss, data = sign_in("*", name="Boss"), {"is_limited": "y", "stores": [stores.ids["AX"]]}
    clerk = make_user(session, permission, name="Clerk")
    session.commit()
    answer = boss.post(f"/orders/store_limit/{clerk.id}/edit", data=data, headers=ENGLISH)
    assert answer.status_code == 422
    assert f"Clerk {reason}" in answer.text
    assert limited(session, clerk) == set()


def test_only_who_may_change_users_limits_them(session, stores, bob, sign_in) -> None:
    page = f"/orders/store_limit/{bob.id}/edit"
    data = {"is_limited": "y", "stores": [stores.ids["AX"]]}
    reader = sign_in("core.user.index", "orders.order.index", "orders.channel.edit")
    assert reader.get(page).status_code == 403
    assert reader.post(page, data=data).status_code == 403
    root = make_user(session, "orders.order.index", "orders.refund.index", name="Rich")
    session.commit()
    manager = sign_in(*MANAGES)
    assert manager.post(page, data=data).status_code == 303
    above = f"/orders/store_limit/{root.id}/edit"
    assert manager.post(above, data=data).status_code == 422, "who may do more"
    assert limited(session, root) == set()


def test_who_became_a_manager_while_limited_shows_nobody_more(
    app, session, stores, bob, permissions
) -> None:
    manager = make_user(session, "orders.order.index", name="Manager")
    stores.limit(manager, "AX")
    role = stores.person(manager).memberships[0].role
    role.grants = [*role.grants, *(type(role.grants[0])(permission=one) for one in MANAGES[:2])]
    session.commit()
    client = app.test_client()
    open_session(client, session, manager)
    page = f"/orders/store_limit/{bob.id}/edit"
    assert stores.seen(client.get(page, headers=ENGLISH).text) == {"AX"}
    for chosen in ({}, {"is_limited": "y", "stores": [stores.ids["BX"]]}):
        assert client.post(page, data=chosen).status_code == 422
    own = {"is_limited": "y", "stores": [stores.ids["AX"]]}
    assert client.post(page, data=own).status_code == 303
    assert limited(session, bob) == {stores.ids["AX"]}


def test_the_page_asks_as_often_for_many_stores_as_for_few(
    session, stores, bob, sign_in, queries
) -> None:
    boss, counts = sign_in("*", name="Boss"), []
    for codes in (("AX",), ("AX", "BX", "CX")):
        stores.limit(bob, *codes)
        with queries() as count:
            boss.get(f"/orders/store_limit/{bob.id}/edit")
            boss.get(f"/core/user/{bob.id}/edit")
        counts.append(count.value)
    assert counts[0] == counts[1]
