"""What can be done with plugins: switch them on and off.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import loader, migrate, trial
from core.config import Settings
from core.db import lock, release
from core.errors import BusinessError
from core.loader import Found
from core.plugin import queries
from core.plugin.models import EnabledPlugin, Epoch, WorkerRow
from core.quarantine import stream_of
from core.role import services as roles
from core.role.rules import Withheld
from core.user.models import User

LOCK = "core_plugin"
# A process that says nothing for so long is taken for dead; see core.reload.BEAT_SECONDS.
SILENCE = timedelta(seconds=20)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Change:
    """The plugins that a step switched, and what roles did not get by default."""

    names: list[str]
    withheld: list[Withheld] = field(default_factory=list)


@dataclass(frozen=True)
class WorkerCount:
    """How many of all processes answer from the chosen set."""

    current: int
    total: int


def everything(settings: Settings) -> dict[str, Found]:
    """Return every plugin that is installed or lies in a folder of the deployment."""
    return loader.everything(settings)


def chosen(session: Session, found: Mapping[str, Found]) -> set[str]:
    """Return the names that are on in the database; before the first choice the bundled ones."""
    if session.scalar(queries.epoch()) is None:
        return {name for name, one in found.items() if one.bundled}
    return set(session.scalars(queries.enabled_names()))


def plan_enabling(name: str, on: Iterable[str], found: Mapping[str, Found]) -> list[str]:
    """Return what would be switched on, in this order: the required ones, then the plugin.

    :raises BusinessError: if it or what it requires is missing, broken or does not fit.
    """
    on = set(on)
    if name not in found:
        raise BusinessError(
            _(
                "There is no plugin %(name)s. There are: %(names)s.",
                name=name,
                names=", ".join(sorted(found)) or "-",
            )
        )
    if name in on:
        raise BusinessError(_("The plugin %(name)s is on already.", name=name))
    plan: list[str] = []
    _require(name, on, found, plan, ())
    return plan


def plan_disabling(name: str, on: Iterable[str], found: Mapping[str, Found]) -> list[str]:
    """Return what would be switched off.

    :raises BusinessError: if it is off already or another plugin that is on requires it.
    """
    on = set(on)
    if name not in on:
        raise BusinessError(_("The plugin %(name)s is off already.", name=name))
    dependants = sorted(
        other
        for other in on & found.keys()
        if (facts := found[other].manifest) is not None and name in facts.requires
    )
    if dependants:
        raise BusinessError(
            _(
                "%(names)s requires %(name)s. Disable it first.",
                names=", ".join(dependants),
                name=name,
            )
        )
    return [name]


def enable(session: Session, name: str, *, settings: Settings, by: User) -> Change:
    """Switch a plugin on at once, with what it requires; return what changed.

    It is tried out in a process of its own, then its tables are made.  That takes seconds and a
    transaction of its own, so what the caller read before is let go of, and nothing that the
    caller wrote may be open.  Only the switch itself is for the caller to commit.

    :raises BusinessError: if the set is pinned, or if the plugin or what it requires is on
        already, missing, broken, does not fit, or fails when tried or migrated.
    """
    _refuse_pinned(settings)
    found = everything(settings)
    on = chosen(session, found)
    plan = plan_enabling(name, on, found)
    engine = session.get_bind().engine
    language = str(get_locale() or "")  # asks the user, so it comes before the release
    release(session)
    trial.run(settings, on | set(plan), plan, language=language)
    _migrate(engine, [found[one] for one in plan])
    lock(session, LOCK)
    on = chosen(session, found)
    changed = plan_enabling(name, on, found)
    if not set(changed) <= set(plan):
        raise BusinessError(_("Somebody else switched plugins meanwhile. Look and try again."))
    facts = [found[one].manifest for one in sorted(on | set(plan)) if one in found]
    withheld = roles.sync_roles(session, [loader.core_manifest(), *filter(None, facts)])
    _save(session, on | set(changed))
    return Change(changed, withheld)


def disable(session: Session, name: str, *, settings: Settings, by: User) -> Change:
    """Switch a plugin off at once; its data stays; return what changed.

    :raises BusinessError: if the set is pinned, the plugin is off, or another one requires it.
    """
    _refuse_pinned(settings)
    lock(session, LOCK)
    found = everything(settings)
    on = chosen(session, found)
    plan = plan_disabling(name, on, found)
    _save(session, on - set(plan))
    return Change(plan)


def workers(session: Session, *, now: datetime) -> WorkerCount:
    """Return how many of the processes that are alive answer from the chosen set."""
    alive = session.scalars(queries.workers_seen_since(now - SILENCE)).all()
    number = _number(session)
    return WorkerCount(sum(worker.epoch == number for worker in alive), len(alive))


def everyone_switched(session: Session, *, now: datetime) -> bool:
    """Return whether no process works with a former set any more, not even for one last job."""
    alive = session.scalars(queries.workers_seen_since(now - SILENCE)).all()
    number = _number(session)
    return all(worker.epoch == worker.oldest == number for worker in alive)


def report(
    session: Session, process: str, *, kind: str, epoch: int, oldest: int, now: datetime
) -> None:
    """Write down that a process is alive and which set it runs; forget those that are dead."""
    row = session.scalar(queries.worker(process))
    if row is None:
        row = WorkerRow(process=process, kind=kind)
        session.add(row)
    row.epoch, row.oldest, row.seen_at = epoch, oldest, now
    for silent in session.scalars(queries.workers_seen_before(now - 3 * SILENCE)):
        session.delete(silent)
    session.flush()


def leave(session: Session, process: str) -> None:
    """Forget a process that ends."""
    row = session.scalar(queries.worker(process))
    if row is not None:
        session.delete(row)
    session.flush()


def _number(session: Session) -> int:
    epoch = session.scalar(queries.epoch())
    return 0 if epoch is None else epoch.number


def _refuse_pinned(settings: Settings) -> None:
    if settings.pinned_plugins() is not None:
        raise BusinessError(
            _("BUMEN_PLUGINS or BUMEN_SAFE_MODE fixes the set of plugins. Change it there.")
        )


def _migrate(engine: sa.Engine, plugins: Iterable[Found]) -> None:
    streams = [stream for one in plugins if (stream := stream_of(one)) is not None]
    try:
        migrate.upgrade(engine, streams)
    except (Exception, SystemExit) as error:
        log.exception("migration failed", plugins=[stream.name for stream in streams])
        raise BusinessError(
            _("The tables could not be made; nothing has changed. %(reason)s", reason=error)
        ) from error


def _require(
    name: str,
    on: set[str],
    found: Mapping[str, Found],
    plan: list[str],
    path: tuple[str, ...],
) -> None:
    if name in on or name in plan:
        return
    one = found[name]
    reason = loader.misfit(one, found)
    if not reason and name in path:
        reason = _("It requires itself, through %(path)s.", path=", ".join(path))
    if reason or one.manifest is None:
        raise BusinessError(
            _("The plugin %(name)s cannot be enabled. %(reason)s", name=name, reason=reason)
        )
    for other in sorted(one.manifest.requires):
        _require(other, on, found, plan, (*path, name))
    plan.append(name)


def _save(session: Session, after: set[str]) -> None:
    """Write the set and the next epoch; the first time, what was on by default becomes rows."""
    rows = {row.name: row for row in session.scalars(queries.all_enabled())}
    for name in sorted(after - rows.keys()):
        session.add(EnabledPlugin(name=name))
    for name in rows.keys() - after:
        session.delete(rows[name])
    epoch = session.scalar(queries.epoch())
    if epoch is None:
        session.add(Epoch(number=1))
    else:
        epoch.number += 1
    session.flush()
