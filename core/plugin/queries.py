"""Questions asked of the enabled set."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from core.plugin.models import EnabledPlugin, Epoch, WorkerRow


def enabled_names() -> Select[str]:
    """The names of the plugins that are on."""
    return select(EnabledPlugin.name).order_by(EnabledPlugin.name)


def enabled(name: str) -> Select[EnabledPlugin]:
    """The row of one plugin that is on."""
    return select(EnabledPlugin).where(EnabledPlugin.name == name)


def epoch() -> Select[Epoch]:
    """The counter of changes."""
    return select(Epoch)


def all_enabled() -> Select[EnabledPlugin]:
    """The rows of the plugins that are on."""
    return select(EnabledPlugin).order_by(EnabledPlugin.name)


def worker(process: str) -> Select[WorkerRow]:
    """What one process said of itself."""
    return select(WorkerRow).where(WorkerRow.process == process)


def workers_seen_since(moment: datetime) -> Select[WorkerRow]:
    """The processes that are alive."""
    return select(WorkerRow).where(WorkerRow.seen_at >= moment).order_by(WorkerRow.process)


def workers_seen_before(moment: datetime) -> Select[WorkerRow]:
    """The processes that went without a word."""
    return select(WorkerRow).where(WorkerRow.seen_at < moment)
