"""What reaches all stores is not given to whoever is limited to some."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.check import find_faults
from core.errors import BusinessError
from core.manifest import Manifest, Permission, Text
from core.role import queries as role_queries
from core.role import services as roles
from core.role.models import PermissionSeen, RolePermission
from core.testing import make_user
from core.user import services as users
from plugins.orders.store_limit import services

ENGLISH = {"Accept-Language": "en"}
WEBHOOKS = "core.webhook.edit"
RULE = "orders.store_limit.lifted"


@pytest.fixture
def bea(session, stores):
    """Sees the store AX, and may look at orders."""
    user = make_user(session, "orders.order.index", name="Bea")
    session.commit()
    stores.limit(user, "AX")
    return user


def role_of(stores, user) -> str:
    return stores.person(user).roles[0].name


def held(session, stores, user) -> frozenset[str]:
    """Return what somebody may do by now."""
    session.expire_all()
    return frozenset().union(*(role.permissions for role in stores.person(user).roles))


def give_role(session, stores, user, *names, active=True) -> None:
    person = stores.person(user)
    facts = {"name": person.name, "language": "", "active": active}
    users.edit_user(session, person, **facts, roles=names, by=stores.person(stores.root))


def change(session, stores, role, *permissions) -> None:
    among = {"orders.order.index", *services.UNLIMITED}
    by = stores.person(stores.root)
    roles.change_role_permissions(session, {role: permissions}, among=among, by=by)


@pytest.fixture
def wide(session):
    """A role that holds a permission which reaches all stores."""

    def make(permission=WEBHOOKS):
        name = f"wide_{permission.replace('.', '_')}"
        return roles.create_role(session, name=name, title="Wide", permissions=[permission]).name

    return make


@pytest.mark.parametrize("permission", services.UNLIMITED)
def test_a_limited_user_is_not_given_a_role_that_reaches_all_stores(
    session, stores, bea, wide, permission
) -> None:
    names = [role_of(stores, bea), wide(permission)]
    with pytest.raises(BusinessError, match=r"^Bea may .* Let them see all stores first"):
        give_role(session, stores, bea, *names)


def test_a_limited_user_does_not_become_an_administrator(session, stores, bea) -> None:
    with pytest.raises(BusinessError, match="Bea may change users"):
        give_role(session, stores, bea, "administrator")


@pytest.mark.parametrize("permission", services.UNLIMITED)
def test_a_role_of_a_limited_user_gets_no_permission_that_reaches_all_stores(
    session, stores, bea, permission
) -> None:
    with pytest.raises(BusinessError, match=r"^Bea may "):
        change(session, stores, role_of(stores, bea), "orders.order.index", permission)


def test_all_who_are_limited_are_named(session, stores, bea) -> None:
    bob = make_user(session, name="Bob")
    give_role(session, stores, bob, role_of(stores, bea))
    session.commit()
    stores.limit(bob, "BX")
    with pytest.raises(BusinessError) as refused:
        change(session, stores, role_of(stores, bea), WEBHOOKS)
    assert "Bea" in str(refused.value)
    assert "Bob" in str(refused.value)


def test_what_reaches_no_store_is_given_to_everybody(session, stores, bea) -> None:
    role = role_of(stores, bea)
    give_role(session, stores, bea, role)
    change(session, stores, role)
    assert held(session, stores, bea) == frozenset()
    change(session, stores, role, "orders.order.index")
    assert held(session, stores, bea) == {"orders.order.index"}


def test_who_sees_all_stores_is_given_anything(session, stores, bea, wide) -> None:
    names = [role_of(stores, bea), wide()]
    stores.limit(bea)
    give_role(session, stores, bea, *names)
    session.flush()
    with pytest.raises(BusinessError, match=r"Bea may tell .* Take that permission away first"):
        stores.limit(bea, "AX")


def test_who_had_left_comes_back_with_no_more(session, stores, bea, wide) -> None:
    names = [role_of(stores, bea), wide()]
    give_role(session, stores, bea, *names, active=False)
    with pytest.raises(BusinessError, match="Bea may tell"):
        give_role(session, stores, bea, *names)


@pytest.fixture
def lifted(session, stores, bea):
    """What was given before anybody refused it."""
    role = stores.person(bea).roles[0]
    session.add(RolePermission(role_id=role.id, permission=WEBHOOKS))
    session.commit()
    session.expire_all()
    return role.name


def test_who_holds_too_much_from_before_can_leave_and_give_it_back(
    session, stores, bea, lifted
) -> None:
    give_role(session, stores, bea, lifted, active=False)
    assert not stores.person(bea).active
    give_role(session, stores, bea, active=False)
    assert held(session, stores, bea) == frozenset()
    change(session, stores, lifted, "orders.order.index")
    session.expire_all()
    (role,) = session.scalars(role_queries.named([lifted]))
    assert role.permissions == {"orders.order.index"}


def test_a_check_names_who_is_limited_and_reaches_all_stores(session, stores, bea, lifted) -> None:
    found = [one.detail for one in find_faults(session) if one.rule == RULE]
    assert found == [f"{bea.email} is limited to stores and holds {WEBHOOKS}."]
    change(session, stores, lifted, "orders.order.index")
    assert [one for one in find_faults(session) if one.rule == RULE] == []


def test_a_new_plugin_gives_no_role_of_a_limited_user_what_reaches_all_stores(
    session, stores, bea
) -> None:
    role = role_of(stores, bea)
    title = Text(en="Tell other systems")
    new = {name: Permission(title=title, roles=(role,)) for name in (WEBHOOKS, "sample.index")}
    session.execute(sa.delete(PermissionSeen).where(PermissionSeen.permission == WEBHOOKS))
    plugin = Manifest(name="sample", title=title, summary=title, api=1, permissions=new)
    (withheld,) = roles.sync_roles(session, [plugin])
    assert "Bea may tell other systems of changes" in str(withheld)
    assert held(session, stores, bea) == {"orders.order.index", "sample.index"}
    assert [one for one in find_faults(session) if one.rule == RULE] == []


SENTENCES = {
    "en": "Bea may tell other systems of changes, and those are of all stores. Let them see all",
    "zh": "Bea 可以向其他系统推送变更，其中包括所有店铺的变更。请先让其查看所有店铺",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_the_pages_refuse_it_in_one_sentence_and_keep_nothing(
    session, stores, bea, wide, sign_in, language
) -> None:
    role, other, reads = role_of(stores, bea), wide(), {"Accept-Language": language}
    session.commit()
    boss = sign_in("*", name="Boss")
    data = {"name": "Bea", "language": "", "active": "y", "roles": [role, other]}
    for url, posted in (
        (f"/core/user/{bea.id}/edit", data),
        ("/core/role/", {"role": role, "permission": WEBHOOKS, f"grant.{role}": WEBHOOKS}),
    ):
        answer = boss.post(url, data=posted, headers=reads)
        assert answer.status_code == 422
        assert SENTENCES[language] in answer.text
    held = sa.select(RolePermission.id).where(RolePermission.permission == WEBHOOKS)
    assert len(session.scalars(held).all()) == 1
    assert [one.name for one in stores.person(bea).roles] == [role]
