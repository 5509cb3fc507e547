"""The ``bumen`` command."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, FlaskGroup
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from core import app, check, demo, migrate, server
from core.backup import cli as backup
from core.config import settings
from core.contract import cli as contract
from core.db import db, engine_for, session
from core.errors import BusinessError
from core.history import cli as history
from core.migrate import MigrationError, streams
from core.plugin import cli as plugin
from core.role import services as roles
from core.scaffold import cli as scaffold
from core.setting import cli as setting
from core.user import cli as user

REFUSED = 2

database = AppGroup("db", help="Make and change the tables.")


class Bumen(FlaskGroup):
    """A command group that says in one sentence what was refused, and exits with 2."""

    def _load_plugin_commands(self) -> None:
        """Leave out what Flask's extensions add to the ``flask`` command."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; nothing is written when it is refused."""
        try:
            return super().invoke(context)
        except (BusinessError, MigrationError) as error:
            click.echo(f"{error}", err=True)
        except (IntegrityError, OperationalError, ProgrammingError) as error:
            click.echo(_told(error), err=True)
        context.exit(REFUSED)


def _told(error: DBAPIError) -> str:
    """Return what to do about tables that are missing, or else what the database says."""
    try:
        migrate.require_tables(engine_for(settings().database_url))
    except MigrationError as reason:
        return str(reason)
    except DBAPIError:  # it is away
        pass
    return f"The database refused: {error.orig}"


@database.command("upgrade")
def upgrade() -> None:
    """Bring the tables of the core and of every enabled plugin up to date."""
    applied = migrate.upgrade(db.engine, streams())
    for revision in applied:
        click.echo(f"applied {revision}")
    for withheld in roles.sync_roles(session(), current_app.extensions["bumen.manifests"]):
        click.echo(str(withheld), err=True)
    session().commit()
    click.echo("The database is up to date.")


@database.command("check")
def check_tables() -> None:
    """Say whether the tables are as the models say; exit with 1 if not."""
    with db.engine.connect() as connection:
        faults = [
            f"{stream.name}: {difference}"
            for stream in streams()
            for difference in migrate.differences(connection, stream)
        ]
        faults += [
            f"{name} is at {current}, run: bumen db upgrade"
            for name, current in migrate.pending(connection, streams()).items()
        ]
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(1 if faults else 0)


@database.command("revision")
@click.argument("plugin")
@click.argument("message")
def revision(plugin: str, message: str) -> None:
    """Write a migration of PLUGIN from the difference between models and tables."""
    stream = next((stream for stream in streams() if stream.name == plugin), None)
    if stream is None:
        raise click.UsageError(f"There is no running plugin {plugin}.")
    click.echo(migrate.write_revision(db.engine, stream, message))


def create_app() -> Flask:
    """Build the app that the commands run in."""
    return app.create_app(settings())


for command in (contract.check, scaffold.new):
    plugin.group.add_command(command)
main = Bumen(create_app=create_app, add_default_commands=False, add_version_option=False)
main.help = "Bumen: the ERP of an e-commerce department."
for command in (
    database,
    backup.group,
    setting.group,
    history.group,
    plugin.group,
    user.group,
    check.command,
    server.worker_command,
    server.command,
    demo.command,
):
    main.add_command(command)
