"""Questions asked for a plan."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.role.models import Role, RolePermission
from core.role.rules import ADMINISTRATOR


def holders() -> Select[str, str]:
    """Each permission with the name of a role that holds it; administrators hold all."""
    return (
        select(RolePermission.permission, Role.name)
        .join(Role, Role.id == RolePermission.role_id)
        .where(Role.name != ADMINISTRATOR)
        .order_by(RolePermission.permission, Role.name)
    )
