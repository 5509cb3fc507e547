"""Which permissions roles get by themselves, and which only from people."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.manifest import Manifest, Permission, Text
from core.role import queries, services
from core.role.models import Role
from core.role.rules import ADMINISTRATOR
from core.testing import make_user


def manifest(*permissions: str, role: str = "tester") -> Manifest:
    title = Text(en="Test", zh_Hans="测试")
    return Manifest(
        name="test",
        title=title,
        summary=title,
        api=1,
        roles={role: Text(en="Tester", zh_Hans="测试员")},
        permissions={name: Permission(title=title, roles=(role,)) for name in permissions},
    )


def held(session: Session, role: str = "tester") -> frozenset[str]:
    found: Role | None = session.scalar(queries.named([role]))
    return found.permissions if found else frozenset()


def test_new_permissions_go_to_their_default_roles(session: Session) -> None:
    services.sync_roles(session, [manifest("test.a", "test.b")])
    assert held(session) == {"test.a", "test.b"}


def test_a_second_time_changes_nothing(session: Session) -> None:
    services.sync_roles(session, [manifest("test.a")])
    before = session.scalars(queries.names()).all()
    services.sync_roles(session, [manifest("test.a")])
    assert session.scalars(queries.names()).all() == before
    assert held(session) == {"test.a"}


def test_what_people_take_away_stays_away(session: Session) -> None:
    services.sync_roles(session, [manifest("test.a", "test.b")])
    services.change_role_permissions(
        session, {"tester": []}, among=["test.a"], by=make_user(session, "*")
    )
    services.sync_roles(session, [manifest("test.a", "test.b", "test.c")])
    assert held(session) == {"test.b", "test.c"}


def test_the_role_that_may_do_everything_is_always_there(session: Session) -> None:
    assert held(session, ADMINISTRATOR) == {"*"}


def test_the_administrator_holds_no_single_permissions(session: Session) -> None:
    services.change_role_permissions(
        session,
        {ADMINISTRATOR: ["core.job.index"]},
        among=["core.job.index"],
        by=make_user(session, "*"),
    )
    role = session.scalar(queries.named([ADMINISTRATOR]))
    assert role is not None
    assert role.grants == []


def test_only_what_was_shown_is_changed(session: Session) -> None:
    services.sync_roles(session, [manifest("test.a", "test.b")])
    services.change_role_permissions(
        session, {"tester": ["test.c"]}, among=["test.c"], by=make_user(session, "*")
    )
    assert held(session) == {"test.a", "test.b", "test.c"}


def test_a_name_is_used_once(session: Session) -> None:
    services.create_role(session, name="twin", title="Twin", permissions=[])
    with pytest.raises(BusinessError) as refused:
        services.create_role(session, name="twin", title="Twin", permissions=[])
    assert refused.value.field == "name"
