"""What can be done with roles.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, hooks
from core.db import lock
from core.errors import BusinessError
from core.manifest import Manifest, Text
from core.reach import Reach, Rows, areas, covers, widest
from core.role import queries
from core.role.models import PermissionSeen, Role, RolePermission, RoleReach
from core.role.rules import ADMINISTRATOR, Rights, Withheld

if TYPE_CHECKING:
    from core.user.models import User


def create_role(
    session: Session, *, name: str, title: str, permissions: Collection[str], by: User | None = None
) -> Role:
    """Make a role; without ``by`` the system makes it.

    :raises BusinessError: if the name is taken, or if ``by`` may not do what the role may.
    """
    if session.scalar(queries.named([name])) is not None:
        raise BusinessError(_("There is a role %(name)s already.", name=name), field="name")
    if by is not None:
        refuse_beyond(by, permissions, field="name")
    role = Role(name=name, title_en=title, title_zh=title, grants=[], reaches=[])
    _set_grants(role, permissions)
    session.add(role)
    session.flush()
    return role


def change_role_permissions(
    session: Session, granted: Mapping[str, Collection[str]], *, among: Collection[str], by: User
) -> None:
    """Set which of the permissions ``among`` each named role holds; the rest stays as it is.

    :raises BusinessError: if ``by`` may not do what would be granted, or a plugin forbids it to
        somebody.
    """
    gained: dict[str, frozenset[str]] = {}
    for role in session.scalars(queries.named(granted)):
        if role.name == ADMINISTRATOR:
            continue
        kept = role.permissions - frozenset(among)
        chosen = frozenset(granted[role.name]) & frozenset(among)
        gained[role.name] = chosen - role.permissions
        refuse_beyond(by, gained[role.name])
        _set_grants(role, kept | chosen)
    session.flush()
    growing = [name for name, permissions in gained.items() if permissions]
    if growing:
        people = session.scalars(queries.people(growing)).all()
        refuse_forbidden(session, people, frozenset().union(*gained.values()))


def reach_of(user: User, rows: Rows) -> Reach | None:
    """Return whose rows of an area somebody sees, the widest that any role gives.

    ``None`` is nobody's.
    """
    if user.is_administrator:
        return Reach.ALL
    return widest(filter(None, (one.reach(rows) for one in user.rights)), rows.unset)


def change_role_reaches(
    session: Session,
    chosen: Mapping[tuple[str, str], Reach | None],
    *,
    among: Mapping[str, Rows],
    by: User,
) -> None:
    """Set whose rows of the areas ``among`` people in roles see, by the names of role and area.

    :raises BusinessError: if ``by`` does not see what would be shown.
    """
    roles = {role.name: role for role in session.scalars(queries.every())}
    for (name, area), reach in chosen.items():
        role, rows = roles.get(name), among.get(area)
        if role is None or rows is None or role.name == ADMINISTRATOR:
            continue
        row = next((one for one in role.reaches if one.area == area), None)
        if reach is (row.reach if row else None):
            continue
        _set_reach(role, area, row, reach)
        if not covers(reach_of(by, rows), role.rights.reach(rows) or rows.unset):
            raise BusinessError(_("You can show nobody more than you see yourself."))
    session.flush()


def _set_reach(role: Role, area: str, row: RoleReach | None, reach: Reach | None) -> None:
    if row is not None and reach is not None:
        row.reach = reach
    elif row is not None:
        role.reaches.remove(row)
    elif reach is not None:
        role.reaches.append(RoleReach(area=area, reach=reach))


def refuse_wider(by: User, roles: Iterable[Role], *, field: str | None = None) -> None:
    """Let nobody give a role, or act on who has one, that shows more than they see themselves.

    :raises BusinessError: if one does.
    """
    _refuse_wider(by, [role.rights for role in roles], field=field)


def _refuse_wider(by: User, rights: Iterable[Rights], *, field: str | None = None) -> None:
    shown = [(one.reach(rows), rows) for one in rights for rows in areas().values()]
    if not by.is_administrator and not all(covers(reach_of(by, rows), one) for one, rows in shown):
        raise BusinessError(_("You can show nobody more than you see yourself."), field=field)


def refuse_acting_on(by: User, user: User) -> None:
    """Let nobody decide how somebody signs in who may do or see more.

    :raises BusinessError: if the user may.
    """
    refuse_beyond(by, user.permissions)
    _refuse_wider(by, user.rights)


def sync_roles(session: Session, manifests: Collection[Manifest]) -> list[Withheld]:
    """Make the roles that manifests declare and grant new permissions to their default roles.

    A permission is granted once: what administrators change later stays changed.  What a plugin
    forbids to somebody in a role, the role does not get, and that is returned.
    """
    lock(session, "core_role")
    administrator(session)
    roles = {role.name: role for role in session.scalars(queries.every())}
    for manifest in manifests:
        for name, title in manifest.roles.items():
            if name not in roles:
                roles[name] = Role(
                    name=name,
                    title_en=title.en,
                    title_zh=title.zh_Hans or title.en,
                    grants=[],
                    reaches=[],
                )
                session.add(roles[name])
    seen = set(session.scalars(queries.permissions_seen()))
    new: dict[str, dict[str, Text]] = {}
    for manifest in manifests:
        for name in sorted(manifest.permissions.keys() - seen):
            session.add(PermissionSeen(permission=name))
            permission = manifest.permissions[name]
            for role in permission.roles:
                if role in roles and role != ADMINISTRATOR:
                    new.setdefault(role, {})[name] = permission.title
    session.flush()
    return [one for name in sorted(new) for one in _grant_by_default(session, name, new[name])]


def _grant_by_default(
    session: Session, name: str, permissions: Mapping[str, Text]
) -> list[Withheld]:
    """Give a role what it gets without being asked for; return what its people are forbidden."""
    role = session.scalars(queries.named([name])).one()
    people = session.scalars(queries.people([name])).all()
    try:
        with session.begin_nested():
            _set_grants(role, role.permissions | permissions.keys())
            session.flush()
            refuse_forbidden(session, people, permissions.keys())
    except BusinessError as error:
        if len(permissions) > 1:
            singly = [{permission: title} for permission, title in permissions.items()]
            return [one for each in singly for one in _grant_by_default(session, name, each)]
        ((permission, title),) = permissions.items()
        told = {"permission": [None, permission], "why": [None, str(error)]}
        audit.record(session, Role, role.id, name, audit.WITHHOLD, told)
        return [Withheld(str(role.title), str(title), str(error))]
    return []


def administrator(session: Session) -> Role:
    """Return the role that may do everything, making it when it is missing."""
    role = session.scalar(queries.named([ADMINISTRATOR]))
    if role is None:
        role = Role(
            name=ADMINISTRATOR, title_en="Administrator", title_zh="管理员", grants=[], reaches=[]
        )
        session.add(role)
    return role


def roles_named(session: Session, names: Collection[str]) -> list[Role]:
    """Return some roles.

    :raises BusinessError: if there is none of a name.
    """
    roles = list(session.scalars(queries.named(names)))
    unknown = sorted(set(names) - {role.name for role in roles})
    if unknown:
        raise BusinessError(_("There is no role %(name)s.", name=unknown[0]), field="roles")
    return roles


def refuse_beyond(by: User, *given: Collection[str], field: str | None = None) -> None:
    """Let nobody give what they may not do themselves.

    :raises BusinessError: if it is more.
    """
    wanted: set[str] = set().union(*given)
    if not by.is_administrator and not wanted <= by.permissions:
        raise BusinessError(_("You can give nobody more than you may do yourself."), field=field)


def refuse_forbidden(
    session: Session, users: Collection[int], permissions: Collection[str]
) -> None:
    """Give nobody what a plugin forbids them.

    :param users: who has got any of the permissions.
    :raises BusinessError: if a plugin does.
    """
    if users and permissions:
        hooks.demand("check_grant", session=session, users=users, permissions=permissions)


def _set_grants(role: Role, permissions: Collection[str]) -> None:
    kept = [grant for grant in role.grants if grant.permission in permissions]
    new = sorted(set(permissions) - {grant.permission for grant in kept})
    role.grants = [*kept, *(RolePermission(permission=permission) for permission in new)]
