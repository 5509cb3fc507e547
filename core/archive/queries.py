"""Questions asked of exports, and of what the core keeps for a plugin."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from core.archive.models import Archive
from core.history.models import Entry
from core.job.models import JobRow, Schedule, State
from core.numbering import Counter
from core.plugin.models import EnabledPlugin
from core.role.models import PermissionSeen, Role, RolePermission
from core.user.models import UserRole


def last(plugin: str) -> Select[Archive]:
    """The newest export of a plugin that was made while it was off."""
    return (
        select(Archive)
        .where(Archive.plugin == plugin, Archive.was_off)
        .order_by(Archive.id.desc())
        .limit(1)
    )


def switched_since(plugin: str, at: datetime) -> Select[int]:
    """The entries of the history that tell of a plugin switched on or off after a moment."""
    return select(Entry.id).where(
        Entry.model == EnabledPlugin.__tablename__, Entry.label == plugin, Entry.at > at
    )


def grants(plugin: str) -> Select[RolePermission]:
    """What roles hold of the permissions of a plugin."""
    return select(RolePermission).where(
        RolePermission.permission.startswith(f"{plugin}.", autoescape=True)
    )


def grant_names(plugin: str) -> Select[str, str]:
    """Each permission of a plugin with the name of a role that holds it."""
    return (
        select(RolePermission.permission, Role.name)
        .join(Role, Role.id == RolePermission.role_id)
        .where(RolePermission.permission.startswith(f"{plugin}.", autoescape=True))
        .order_by(RolePermission.permission, Role.name)
    )


def seen(plugin: str) -> Select[PermissionSeen]:
    """The permissions of a plugin whose default roles were granted."""
    return select(PermissionSeen).where(
        PermissionSeen.permission.startswith(f"{plugin}.", autoescape=True)
    )


def unused_roles(names: Collection[str]) -> Select[Role]:
    """Those of the roles that nobody has and that hold nothing."""
    return select(Role).where(
        Role.name.in_(names),
        ~select(UserRole.id).where(UserRole.role_id == Role.id).exists(),
        ~select(RolePermission.id).where(RolePermission.role_id == Role.id).exists(),
    )


def counters(series: Collection[str]) -> Select[Counter]:
    """How far some series of document numbers have come."""
    return select(Counter).where(Counter.series.in_(series)).order_by(Counter.series, Counter.month)


def jobs(plugin: str) -> Select[JobRow]:
    """The jobs of a plugin."""
    return select(JobRow).where(JobRow.name.startswith(f"{plugin}.", autoescape=True))


def schedules(plugin: str) -> Select[Schedule]:
    """How far the jobs of a plugin have come that run by the clock."""
    return select(Schedule).where(Schedule.name.startswith(f"{plugin}.", autoescape=True))


def running_jobs(plugin: str) -> Select[JobRow]:
    """The jobs of a plugin that a worker has in hand."""
    return jobs(plugin).where(JobRow.state == State.RUNNING)
