"""Making plans, without importing a plugin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import permutations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import loader, migrate, schema
from core.config import Settings
from core.errors import BusinessError
from core.loader import Found
from core.manifest import JobSpec, Manifest, SettingSpec
from core.plan import queries
from core.plan.rules import Action, Answer, Grant, Page, Plan, answers_in
from core.plugin import services as plugins
from core.quarantine import stream_of
from core.role import queries as roles
from core.role.rules import ADMINISTRATOR


def plan(session: Session, action: Action, name: str, *, settings: Settings) -> Plan:
    """Return what an action would change; nothing of it is done.

    :raises BusinessError: if the action is not possible.
    """
    found = plugins.everything(settings)
    on = running(session, settings, found)
    if action == "enable":
        names = plugins.plan_enabling(name, on, found)
    elif action == "disable":
        names = plugins.plan_disabling(name, on, found)
    else:
        names = [_removable(name, on, found).name]
    return _described(session, action, name, names, on, found)


def contribution(
    session: Session, found: Found, everything: Mapping[str, Found], on: Iterable[str]
) -> Plan:
    """Return what one plugin brings beside those that are on, with its migrations still to run."""
    return _described(session, "enable", found.name, [found.name], on, everything)


def running(session: Session, settings: Settings, found: Mapping[str, Found]) -> set[str]:
    """Return the names that are on: those that the deployment pins, else the chosen ones."""
    pinned = settings.pinned_plugins()
    return plugins.chosen(session, found) if pinned is None else set(pinned)


def misfits(
    everything: Mapping[str, Found], *, api: int, versions: Mapping[str, str]
) -> dict[str, str]:
    """Return the plugins that would not fit an API level and other versions, with the reason.

    :raises BusinessError: if a version is given for a plugin that is not installed.
    """
    unknown = sorted(versions.keys() - everything.keys())
    if unknown:
        raise BusinessError(_("There is no plugin %(name)s.", name=unknown[0]))
    then = {
        name: loader.of_version(one, versions.get(name, one.version))
        for name, one in everything.items()
    }
    reasons = {name: str(loader.misfit(one, then, api)) for name, one in then.items()}
    return {name: reason for name, reason in sorted(reasons.items()) if reason}


def _removable(name: str, on: Iterable[str], found: Mapping[str, Found]) -> Found:
    if name not in found:
        raise BusinessError(
            _("%(name)s is not installed; install it again to remove its data.", name=name)
        )
    if name in on:
        raise BusinessError(_("The plugin %(name)s is on. Disable it first.", name=name))
    return found[name]


def _described(
    session: Session,
    action: Action,
    name: str,
    names: list[str],
    on: Iterable[str],
    everything: Mapping[str, Found],
) -> Plan:
    found = [everything[one] for one in names if one in everything]
    facts = [one.manifest for one in found if one.manifest is not None]
    shown = facts if action != "purge" else []  # its pages went when it was disabled
    beside = {*on, *names}
    connection = session.connection()
    tables = [table for one in names for table in schema.data_tables(connection, one, everything)]
    dropped: list[str] = []
    if action == "purge":
        dropped = schema.tables_of(connection, name, everything)
    return Plan(
        action,
        name,
        tuple(names),
        pages=tuple(Page(item.title, item.endpoint) for one in shown for item in one.menu),
        permissions=_grants(session, facts, beside, everything, new=action == "enable"),
        settings=tuple(setting for one in facts for setting in one.settings),
        jobs=tuple(job for one in facts for job in one.jobs),
        answers=_answers(names, beside, everything) if action != "purge" else (),
        migrations=tuple(step for one in found for step in _steps(connection, one, action)),
        rows=tuple(schema.counts(connection, tables).items()),
        tables=tuple(dropped),
        titles={name: part.title for one in facts for name, part in _named_parts(one)},
    )


def _named_parts(facts: Manifest) -> list[tuple[str, SettingSpec | JobSpec]]:
    return [*facts.settings.items(), *facts.jobs.items()]


def _grants(
    session: Session,
    facts: Iterable[Manifest],
    neighbours: Iterable[str],
    everything: Mapping[str, Found],
    *,
    new: bool,
) -> tuple[Grant, ...]:
    """Return who holds the permissions; a new one goes to its default roles too."""
    held: dict[str, set[str]] = defaultdict(set)
    for permission, role in session.execute(queries.holders()):
        held[permission].add(role)
    seen = set(session.scalars(roles.permissions_seen()))
    known = set(session.scalars(roles.names())) - {ADMINISTRATOR}
    for one in neighbours:
        other = everything[one].manifest if one in everything else None
        known |= set(other.roles) if other else set()
    grants = []
    for manifest in facts:
        for name, spec in manifest.permissions.items():
            default = known & set(spec.roles) if new and name not in seen else set()
            grants.append(Grant(name, spec.title, tuple(sorted(held[name] | default))))
    return tuple(grants)


def _answers(
    names: Iterable[str], beside: Iterable[str], everything: Mapping[str, Found]
) -> tuple[Answer, ...]:
    """Return the hooks that plugins answer, and what they and others do about each other."""
    paths = [(one, "plugin.py") for one in names]
    for one, other in permutations(sorted(beside), 2):
        if one in names or other in names:
            paths.append((one, f"with_{other}.py"))
    answers: list[Answer] = []
    for name, file in paths:
        folder = everything[name].folder if name in everything else None
        if folder is not None and (folder / file).is_file():
            answers += answers_in((folder / file).read_text(encoding="utf-8"), name)
    return tuple(answers)


def _steps(connection: sa.Connection, found: Found, action: Action) -> list[str]:
    """Return the revisions to apply, or those to take back, in this order."""
    stream = stream_of(found)
    if stream is None or action == "disable":
        return []
    current = migrate.current(connection, stream)
    if action == "enable":
        return migrate.steps(stream, after=current)
    return migrate.steps(stream, until=current)[::-1] if current else []
