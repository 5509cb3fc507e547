"""Leaving a plugin out that fails, with its reason, so that everything else keeps running."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, url_for
from flask_babel import lazy_gettext as _l

from core import migrate, ownership
from core.db import reading
from core.migrate import Stream
from core.permissions import allowed

if TYPE_CHECKING:
    from core.loader import Found, Loaded, Plugin

PENDING = _l("Its tables are not up to date. Run: bumen db upgrade")
log = structlog.get_logger(__name__)


class PluginFault(Exception):  # noqa: N818 - the fault is the plugin's, not of who raises it
    """A plugin cannot run; whoever builds the app builds it again without the plugin."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(f"{plugin}: {reason}")
        self.plugin = plugin
        self.reason = reason


@contextmanager
def blamed(plugin: str) -> Iterator[None]:
    """Turn whatever fails inside into the fault of a plugin, even its wish to end the process.

    :raises PluginFault: naming the error.
    """
    try:
        yield
    except PluginFault:
        raise
    except (Exception, SystemExit) as error:
        log.exception("plugin fails", plugin=plugin)
        raise PluginFault(plugin, f"{type(error).__name__}: {error}") from error


def imported(found: Found) -> ModuleType:
    """Import a plugin and map its models.

    :raises PluginFault: if that fails; nothing of it is left then, and it can be tried again.
    """
    is_new = f"{found.package}.plugin" not in sys.modules
    ownership.claim(found.package, found.name)
    try:
        with blamed(found.name):
            module = import_module(f"{found.package}.plugin")
            ownership.map_models(found.name)
    except PluginFault:
        if is_new:
            ownership.forget_models(found.name)
            for name in list(sys.modules):
                if name == found.package or name.startswith(f"{found.package}."):
                    del sys.modules[name]
        raise
    return module


def unmigrated(url: str, found: Mapping[str, Found], names: Collection[str]) -> dict[str, Any]:
    """Return the plugins that cannot run because of their tables, with the reason."""
    reasons: dict[str, Any] = {}
    with reading(url) as connection:
        for name in sorted(set(names) & found.keys()):
            stream = stream_of(found[name])
            if stream is None:
                continue
            try:
                with blamed(name):
                    if migrate.pending(connection, [stream]):
                        reasons[name] = PENDING
            except PluginFault as fault:
                reasons[name] = fault.reason
    return reasons


def stream_of(found: Found) -> Stream | None:
    """Return the migrations of a plugin that is installed; None if it has none."""
    folder = (found.folder or Path()) / "migrations"
    return Stream(found.name, folder) if found.folder and folder.is_dir() else None


def verify_menu(app: Flask, plugin: Plugin) -> None:
    """Follow the links of a plugin's menu once: one that leads nowhere breaks every page.

    :raises PluginFault: naming the endpoint.
    """
    with app.test_request_context(), blamed(plugin.name):
        for item in plugin.manifest.menu:
            url_for(item.endpoint)


def init_app(app: Flask, loaded: Loaded) -> None:
    """Tell administrators on every page which plugins are left out."""

    @app.context_processor
    def banner() -> dict[str, Any]:
        shown = loaded.quarantined if allowed("core.plugin.index") else []
        return {"quarantined": shown}
