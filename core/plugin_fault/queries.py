"""Questions asked of the crashes of plugins; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from core.plugin_fault.models import PluginFault


def every() -> Select[PluginFault]:
    """All that crashed, the latest first."""
    return select(PluginFault).order_by(PluginFault.last_at.desc(), PluginFault.id.desc())


def recent(plugin: str) -> Select[PluginFault]:
    """What crashed in a plugin or where it meets another, the latest first."""
    meetings = PluginFault.plugin.startswith(f"{plugin}.with_", autoescape=True)
    return every().where(or_(PluginFault.plugin == plugin, meetings))
