"""What the core says of records whose plugin is off: their label stays, nothing leads anywhere."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from core.schema import owned


def is_running(plugin: str) -> bool:
    """Return whether a plugin (or the core itself) answers for its records now."""
    loaded = current_app.extensions["bumen.loaded"]
    return plugin == "core" or any(one.name == plugin for one in loaded.plugins)


def of_name(name: str, text: str | None = None) -> str:
    """Return what a thing named ``<plugin>.<rest>`` is called, marked if its plugin is off."""
    return _marked(name if text is None else text, name.partition(".")[0])


def of_table(table: str, text: str | None = None) -> str:
    """Return what the records of a table are called, marked if its plugin is off."""
    names = [status.name for status in current_app.extensions["bumen.loaded"].statuses]
    everyone = ["core", *names]
    owner = next((one for one in everyone if owned(table, one, everyone)), table.partition("_")[0])
    return _marked(table if text is None else text, owner)


def of_unknown(text: str) -> str:
    """Return a text with the remark that its plugin is off, whichever it is."""
    return _("%(text)s (its plugin is off)", text=text)


def _marked(text: str, plugin: str) -> str:
    if is_running(plugin):
        return text
    return _("%(text)s (the plugin %(name)s is off)", text=text, name=plugin)
