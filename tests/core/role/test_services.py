"""Which permissions roles get by themselves, and which only from people."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.history import queries as history
from core.hooks import hookimpl
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


class Guard:
    """A plugin that forbids one permission to some people, or crashes over it."""

    def __init__(self, forbidden, people, error=BusinessError):
        self.forbidden, self.people, self.error = forbidden, people, error

    @hookimpl
    def check_grant(self, session, users, permissions):
        if self.forbidden in permissions and set(users) & set(self.people):
            raise self.error("Bea is limited.")


@pytest.mark.parametrize("error", [BusinessError, ZeroDivisionError])
def test_a_role_gets_by_default_nothing_that_is_forbidden_to_somebody_in_it(
    session: Session, answering, error
) -> None:
    bea, bob = make_user(session, name="Bea"), make_user(session, name="Bob")
    answering(Guard("test.b", [bea.id], error))
    first, second = bea.roles[0].name, bob.roles[0].name
    for role, names in ((first, ("a", "b", "c")), (second, ("d", "e"))):
        declared = manifest(*(f"test.{name}" for name in names), role=role)
        withheld = services.sync_roles(session, [declared])
        assert [(one.role, one.permission) for one in withheld] == (
            [("Bea", "Test")] if role == first else []
        )
    assert held(session, first) == {"test.a", "test.c"}
    assert held(session, second) == {"test.d", "test.e"}


def test_what_a_role_did_not_get_by_default_is_in_its_history_and_is_not_tried_again(
    session: Session, answering
) -> None:
    bea = make_user(session, name="Bea")
    role = bea.roles[0]
    answering(guard := Guard("test.b", [bea.id]))
    (withheld,) = services.sync_roles(session, [manifest("test.a", "test.b", role=role.name)])
    assert str(withheld).startswith("Bea does not get by default: Test. Bea is limited. ")
    told = [
        one.changes for one in session.scalars(history.of(Role, role.id)) if "why" in one.changes
    ]
    assert told == [{"permission": [None, "test.b"], "why": [None, "Bea is limited."]}]
    guard.people = []
    assert services.sync_roles(session, [manifest("test.a", "test.b", role=role.name)]) == []
    assert held(session, role.name) == {"test.a"}
