"""Questions asked of users; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from core.role.models import Role
from core.role.rules import ADMINISTRATOR
from core.user.models import SYSTEM_EMAIL, User, UserRole


def people() -> Select[User]:
    """Everybody but the system itself."""
    return select(User).where(User.email != SYSTEM_EMAIL)


def everybody() -> Select[User]:
    """Everybody but the system itself, with their roles."""
    roles = selectinload(User.memberships).joinedload(UserRole.role)
    return people().options(roles).order_by(User.name, User.id)


def role_titles(language: str) -> ScalarSelect[str]:
    """The titles of a user's roles in one text.

    :param language: the column of the title, such as ``title_en``.
    """
    title = getattr(Role, language)
    return (
        select(func.aggregate_strings(title, ", "))
        .join_from(UserRole, Role, UserRole.role_id == Role.id)
        .where(UserRole.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )


def with_keys(keys: Collection[int]) -> Select[User]:
    """Some people with all that they may do."""
    return with_rights(people().where(User.id.in_(keys)))


def colleagues() -> Select[User]:
    """Everybody who may sign in, to choose among."""
    people = User.email != SYSTEM_EMAIL
    return select(User).where(User.active, people).order_by(User.name, User.id)


@cache
def colleague_names() -> Select[*tuple[int, str]]:
    """Key and name of everybody who may sign in, by name."""
    return colleagues().with_only_columns(User.id, User.name).execution_options(prepared=True)


def with_rights(query: Select[User]) -> Select[User]:
    """The same users with all that they may do, in one statement."""
    role = joinedload(User.memberships).joinedload(UserRole.role)
    return query.options(role.joinedload(Role.grants), role.joinedload(Role.reaches))


def by_email(email: str) -> Select[User]:
    """The user with an e-mail address."""
    return with_rights(select(User).where(User.email == email.strip().lower()))


def by_id(user_id: int) -> Select[User]:
    """One user who is a person."""
    return with_rights(select(User).where(User.id == user_id, User.email != SYSTEM_EMAIL))


def by_session(uniquifier: str) -> Select[User]:
    """The user that a session cookie names."""
    return with_rights(select(User).where(User.fs_uniquifier == uniquifier))


def administrators_besides(user_id: int) -> Select[int]:
    """Those who can still let others in when somebody has gone."""
    administers = User.memberships.any(UserRole.role.has(Role.name == ADMINISTRATOR))
    people = User.email != SYSTEM_EMAIL
    return select(User.id).where(User.active, people, User.id != user_id, administers)
