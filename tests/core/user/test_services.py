"""Who may be let in, changed and removed, and by whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.role import services as roles
from core.role.models import RolePermission
from core.role.rules import ADMINISTRATOR
from core.testing import make_user
from core.user import services
from core.user.models import SYSTEM_EMAIL, User


def everybody(session: Session, user: User, **changes: object) -> dict[str, object]:
    known = {
        "name": user.name,
        "language": user.language,
        "active": user.active,
        "roles": [role.name for role in user.roles],
        "by": services.system_user(session),
    }
    return known | changes


def test_an_address_is_kept_in_lower_case_and_found_in_any(session: Session) -> None:
    user = services.create_user(
        session,
        email=" Ada@Example.ORG ",
        name="Ada",
        password=None,
        roles=[],
        by=services.system_user(session),
    )
    assert user.email == "ada@example.org"
    assert services.find(session, "ADA@example.org") is user


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "ada@example.org"}, "email"),
        ({"roles": ["wizard"]}, "roles"),
        ({"password": "short"}, "password"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    session: Session, changes: dict[str, object], field: str
) -> None:
    system = services.system_user(session)
    known: dict[str, object] = {"name": "A", "password": None, "roles": [], "by": system}
    services.create_user(session, email="ada@example.org", **known)  # type: ignore[arg-type]
    given: dict[str, object] = {"email": "bob@example.org", **known, **changes}
    with pytest.raises(BusinessError) as refused:
        services.create_user(session, **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_the_system_is_one_user_who_may_do_everything_and_never_signs_in(session: Session) -> None:
    system = services.system_user(session)
    assert services.system_user(session) is system
    assert system.is_administrator
    assert (system.active, system.password) == (False, None)


def test_a_command_acts_for_the_system_or_for_an_active_user(session: Session) -> None:
    assert services.command_user(session, None).email == SYSTEM_EMAIL
    ada = make_user(session, "*")
    assert services.command_user(session, ada.email.upper()) is ada
    assert session.info["actor"] is ada
    ada.active = False
    for email in (ada.email, "nobody@example.org", SYSTEM_EMAIL):
        with pytest.raises(BusinessError):
            services.command_user(session, email)


@pytest.mark.parametrize("change", [{"active": False}, {"roles": []}])
def test_the_last_administrator_stays(session: Session, change: dict[str, object]) -> None:
    ada, bob = make_user(session, "*", name="Ada"), make_user(session, "*", name="Bob")
    services.edit_user(session, ada, **everybody(session, ada, **change))  # type: ignore[arg-type]
    with pytest.raises(BusinessError, match="last administrator"):
        services.edit_user(session, bob, **everybody(session, bob, **change))  # type: ignore[arg-type]
    assert bob.active
    assert bob.is_administrator


def test_an_inactive_administrator_does_not_count(session: Session) -> None:
    ada, bob = make_user(session, "*", name="Ada"), make_user(session, "*", name="Bob")
    services.edit_user(session, ada, **everybody(session, ada, active=False))  # type: ignore[arg-type]
    with pytest.raises(BusinessError):
        services.edit_user(session, bob, **everybody(session, bob, roles=[]))  # type: ignore[arg-type]


def test_nobody_gives_more_than_they_may_do(session: Session) -> None:
    clerk = make_user(session, "core.user.edit", name="Clerk")
    other = make_user(session, "core.user.edit", name="Other")
    chief = make_user(session, "*", name="Chief")
    with pytest.raises(BusinessError, match="more than you may do"):
        services.edit_user(
            session, clerk, **everybody(session, clerk, roles=[ADMINISTRATOR], by=clerk)
        )  # type: ignore[arg-type]
    with pytest.raises(BusinessError):
        services.set_password(session, chief, "a new password", by=clerk)
    with pytest.raises(BusinessError):
        services.switch_off_second_factor(session, chief, by=clerk)
    with pytest.raises(BusinessError):
        roles.create_role(
            session, name="boss", title="Boss", permissions=["core.setting.edit"], by=clerk
        )
    services.edit_user(session, other, **everybody(session, other, name="Olga", by=clerk))  # type: ignore[arg-type]
    assert other.name == "Olga"


def test_rights_follow_the_roles_at_once(session: Session) -> None:
    ada = make_user(session, "core.user.index")
    assert ada.permissions == {"core.user.index"}
    services.edit_user(session, ada, **everybody(session, ada, roles=[]))  # type: ignore[arg-type]
    assert ada.permissions == frozenset()


def test_a_new_password_and_leaving_end_the_sessions(session: Session) -> None:
    ada = make_user(session)
    first = ada.fs_uniquifier
    services.set_password(session, ada, "correct horse", by=services.system_user(session))
    second = ada.fs_uniquifier
    services.edit_user(session, ada, **everybody(session, ada, active=False))  # type: ignore[arg-type]
    assert len({first, second, ada.fs_uniquifier}) == 3


def test_the_user_and_all_rights_come_in_one_statement(
    session: Session, queries: Callable[[], object]
) -> None:
    email = make_user(session, "core.user.index", "core.user.edit").email
    session.commit()
    session.expunge_all()
    session.connection()  # BEGIN is not counted
    with queries() as count:  # type: ignore[attr-defined]
        user = services.find(session, email)
        assert user is not None
        assert len(user.permissions) == 2
    assert count.value == 1


def test_permissions_of_a_deleted_role_are_gone(session: Session) -> None:
    role = roles.create_role(session, name="short", title="Short", permissions=["core.job.index"])
    session.delete(role)
    session.flush()
    assert (
        session.scalars(select(RolePermission).where(RolePermission.role_id == role.id)).all() == []
    )
