"""The menu of a reader, and parts of a page that are the same for many readers.

Both depend only on the language, the permissions and the slice of the page: they are made once for
each such combination and kept as long as the app, which is built anew when plugins are switched.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from markupsafe import Markup

from core import inspector
from core.permissions import allowed

KEPT = "bumen.kept"
MOST = 2_000  # kept parts: more than that come from roles that changed long ago


@dataclass(frozen=True)
class MenuEntry:
    """One link of the menu, ready to be shown."""

    label: str
    url: str
    icon: str
    active: bool
    shortcut: str
    endpoint: str


@dataclass(frozen=True)
class MenuGroup:
    """The links of one plugin that the reader may follow."""

    name: str
    title: str
    icon: str
    items: list[MenuEntry]


def menu() -> list[MenuGroup]:
    """Return what the current user may open, grouped by plugin."""
    begun = time.perf_counter()
    groups: list[MenuGroup] = _kept("menu", _groups)
    for group in groups:
        inspector.note(group.name, "menu", ", ".join(one.label for one in group.items), begun)
    return groups


def kept(macro: Any) -> Markup:
    """Return what a macro without arguments renders, which depends on nothing else."""
    if current_app.debug:  # somebody works on the templates
        return Markup(macro())  # noqa: S704 - a macro escapes
    return _kept(macro.name, macro)


def _groups() -> list[MenuGroup]:
    groups = []
    for manifest in current_app.extensions["bumen.manifests"]:
        items = [
            MenuEntry(
                str(item.title),
                url_for(item.endpoint),
                item.icon,
                _slice(request.endpoint) == _slice(item.endpoint),
                item.shortcut,
                item.endpoint,
            )
            for item in manifest.menu
            if allowed(item.permission)
        ]
        if items:
            groups.append(MenuGroup(manifest.name, str(manifest.title), manifest.icon, items))
    return groups


def _kept(name: str, make: Callable[[], Any]) -> Any:
    parts: dict[Hashable, Any] = current_app.extensions[KEPT]
    key = (name, _reader())
    if key not in parts:
        if len(parts) >= MOST:
            parts.clear()
        parts[key] = make()
    return parts[key]


def _reader() -> Hashable:
    if "reader" not in g:
        user = current_user._get_current_object()
        held = user.permissions if user.is_authenticated else None
        g.reader = (held, str(get_locale()), _slice(request.endpoint), request.script_root)
    return g.reader


def _slice(endpoint: str | None) -> str:
    return (endpoint or "").rpartition(".")[0]
