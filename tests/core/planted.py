"""Plugins that a test writes into a folder of its deployment."""

from __future__ import annotations

import textwrap
import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from core import loader
from core.config import Settings
from core.plugin import queries
from core.plugin.models import EnabledPlugin, Epoch

MANIFEST = """
name = "{name}"
title = {{ en = "{name}" }}
summary = {{ en = "A plugin of a test." }}
api = {api}
{more}
"""
BUNDLED = sorted(name for name, one in loader.installed().items() if one.bundled)
PAGE = """
from flask import Blueprint
from core.permissions import PUBLIC, requires

page = Blueprint("page", __name__)

@page.get("/")
@requires(PUBLIC)
def index():
    return "The page of {name}"

blueprints = (page,)
"""
MODELS = """
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from core.db import Model

class Stamp(Model):
    __tablename__ = "{name}_stamp"
    text: Mapped[str] = mapped_column(sa.String(20))
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "{name}_0001"
down_revision = None

def upgrade():
    op.create_table(
        "{name}_stamp",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("text", sa.String(20), nullable=False),
    )
{fault}
def downgrade():
    op.drop_table("{name}_stamp")
"""


@dataclass(frozen=True)
class Planter:
    """A folder that a deployment looks for plugins in."""

    folder: Path

    def plant(
        self,
        stem: str = "probe",
        *,
        code: str = PAGE,
        models: bool = False,
        fault: str = "",
        api: int = 1,
        more: str = "",
    ) -> str:
        """Write a plugin whose name no other test has, and return the name.

        ``{name}`` in the code stands for it.  With ``models`` it has a table and a migration,
        which ends with the statement ``fault``.
        """
        name = f"{stem}_{uuid.uuid4().hex[:8]}"
        self.write(name, "__init__.py", "")
        self.write(name, "plugin.toml", MANIFEST.format(name=name, api=api, more=more))
        if models:
            code = f"from {name}.stamp.models import Stamp\n{code}"
            self.write(name, "stamp/__init__.py", "")
            self.write(name, "stamp/models.py", MODELS)
            wrong = textwrap.indent(fault, "    ")
            self.write(name, "migrations/one.py", MIGRATION.replace("{fault}", wrong))
        self.write(name, "plugin.py", code)
        return name

    def write(self, name: str, file: str, code: str) -> None:
        """Write one file of a plugin."""
        path = self.folder / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code.replace("{name}", name))


def settings_on(url: str, planter: Planter) -> Settings:
    """Return the settings of a deployment whose administrators choose the plugins."""
    return Settings(
        database_url=url,
        data_dir=planter.folder / "data",
        secret_key="only for tests",
        plugin_path=str(planter.folder),
        embedded_worker=False,
        language="en",
    )


def choose(session: Session, *names: str) -> int:
    """Let exactly these plugins be on, without asking whether they can; return the epoch."""
    session.rollback()
    rows = {row.name: row for row in session.scalars(queries.all_enabled())}
    for name in rows.keys() - set(names):
        session.delete(rows[name])
    session.add_all(EnabledPlugin(name=name) for name in set(names) - rows.keys())
    epoch = session.scalar(queries.epoch()) or Epoch(number=0)
    epoch.number += 1
    number = epoch.number
    session.add(epoch)
    session.commit()
    return number
