"""``bumen check``: prove the invariants of the core and of every plugin on the stored data."""

from __future__ import annotations

import sys
from functools import partial

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from pluggy import HookImpl
from sqlalchemy.orm import Session

from core import chain, hooks
from core.db import session
from core.errors import BusinessError
from core.extending import checked
from core.hookspecs import Fault
from core.numbering import Counter
from core.party.models import ROLES, Party
from core.signature.models import Decision

HOOK = "check_invariants"
KEPT = (chain.ENTRIES.name, chain.BLOCKS.name, Decision.__tablename__)
TRIGGERS = {
    "sqlite": {f"{table}_keep_{event}" for table in KEPT for event in ("update", "delete")},
    "postgresql": {f"{table}_keep" for table in KEPT},
}


@click.command("check")
@with_appcontext
def command() -> None:
    """Say which rule the stored data breaks; exit with 1 if there is one."""
    faults = find_faults(session())
    for fault in faults:
        click.echo(f"{fault.rule}: {fault.detail}", err=True)
    if not faults:
        click.echo("All invariants hold.")
    sys.exit(1 if faults else 0)


def find_faults(session: Session) -> list[Fault]:
    """Return what is broken; a check that fails is a fault, because it proves nothing."""
    faults = [*_trail(session), *_counters(session), *_parties(session)]
    for one in hooks.implementations(HOOK):
        try:
            prove = partial(_proved, one, session)
            faults += hooks.insist(one.plugin_name, HOOK, prove, session=session)
        except BusinessError as error:
            cause = error.__cause__ or error
            faults.append(Fault(f"{one.plugin_name}.{HOOK}", repr(cause)))
    return faults


def _proved(one: HookImpl, session: Session) -> list[Fault]:
    found: list[Fault] = checked(Fault, hooks.asking(one, {"session": session})())
    return found


def _trail(session: Session) -> list[Fault]:
    dialect = session.get_bind().dialect.name
    catalog = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if dialect == "postgresql":
        catalog = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    missing = TRIGGERS[dialect] - set(session.scalars(sa.text(catalog)))
    faults = [
        Fault("core.history.append_only", f"The trigger {name} is missing or switched off.")
        for name in sorted(missing)
    ]
    return faults + [Fault("core.history.chain", one) for one in chain.verify(session).faults]


def _counters(session: Session) -> list[Fault]:
    broken = session.scalars(sa.select(Counter).where(Counter.value < 1))
    return [
        Fault("core.numbering.positive", f"{one.series} of {one.month} is at {one.value}.")
        for one in broken
    ]


def _parties(session: Session) -> list[Fault]:
    roles = [getattr(Party, flag) for flag in ROLES]
    broken = session.scalars(sa.select(Party.code).where(~sa.or_(*roles)))
    return [Fault("core.party.some_role", f"The party {code} has no role.") for code in broken]
