"""The menu of a reader, and parts of a page that are the same for many readers.

What depends only on the language, the permissions, the slice of the page and a few values is made
once for each such combination and kept as long as the app, which is built anew when plugins are
switched.  What stands around every page is kept once for all slices.  What differs from page to
page is left out as a hole and filled in each time.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from markupsafe import Markup, escape

from core import inspector
from core.permissions import allowed

KEPT = "bumen.kept"
# What nobody can type stands where a hole is; only names of arguments are between the signs.
BEGIN, END = f"\ue000{secrets.token_hex(8)}:", "\ue001"
HOLE = re.compile(f"{BEGIN}(\\w+){END}")
MOST = 5_000  # kept parts, of some kilobytes each; with more of them all are made anew


@dataclass(frozen=True)
class MenuEntry:
    """One link of the menu, ready to be shown."""

    label: str
    url: str
    icon: str
    shortcut: str
    endpoint: str

    @property
    def slice(self) -> str:
        """The slice that the link leads to."""
        return _slice(self.endpoint)


@dataclass(frozen=True)
class MenuGroup:
    """The links of one plugin that the reader may follow."""

    name: str
    title: str
    icon: str
    items: list[MenuEntry]

    @cached_property
    def slices(self) -> frozenset[str]:
        """The slices that its links lead to."""
        return frozenset(one.slice for one in self.items)

    @cached_property
    def labels(self) -> str:
        """What its links are called."""
        return ", ".join(one.label for one in self.items)

    @property
    def here(self) -> str:
        """The slice of this page, if a link of the group leads to it."""
        here = _slice(request.endpoint)
        return here if here in self.slices else ""


def menu() -> list[MenuGroup]:
    """Return what the current user may open, grouped by plugin."""
    begun = time.perf_counter()
    groups: list[MenuGroup] = keep("menu", _groups, everywhere=True)
    for group in groups:
        inspector.note(group.name, "menu", group.labels, begun)
    return groups


def kept(
    macro: Any, *inputs: Any, by: Hashable = None, everywhere: bool = False, **holes: Any
) -> Markup:
    """Return what a macro makes of some inputs, and of nothing else but who reads it.

    The names of such macros differ.

    :param by: what tells the inputs apart where they are no keys themselves.
    :param everywhere: whether it is the same in all slices, so that it is kept only once.
    :param holes: arguments that the macro writes as they are: it may not look at them.
    """

    def make() -> list[str]:
        marks = {name: f"{BEGIN}{name}{END}" for name in holes}
        return HOLE.split(str(macro(*inputs, **marks)))

    pieces: list[str] = keep(
        (macro.name, inputs if by is None else by), make, everywhere=everywhere
    )
    if holes:
        pieces = [*pieces]
        pieces[1::2] = [str(escape(holes[name])) for name in pieces[1::2]]
    return Markup("".join(pieces))  # noqa: S704 - a macro escapes


def keep(what: Hashable, make: Callable[[], Any], *, everywhere: bool = False) -> Any:
    """Return what was made before for a reader like this one, or make it."""
    parts, here, anywhere = g.get("kept") or _kept()
    if parts is None:
        return make()
    key = (what, anywhere if everywhere else here)
    if key not in parts:
        if len(parts) >= MOST:
            parts.clear()
        parts[key] = make()
    return parts[key]


def address(endpoint: str, **values: Any) -> str:
    """Return the address of a page, as Flask's ``url_for`` does; without values it is kept."""
    if values:
        return url_for(endpoint, **values)
    found: str = keep(
        ("address", endpoint), lambda: url_for(endpoint), everywhere=not endpoint.startswith(".")
    )
    return found


def _groups() -> list[MenuGroup]:
    groups = []
    for manifest in current_app.extensions["bumen.manifests"]:
        items = [
            MenuEntry(
                str(item.title),
                url_for(item.endpoint),
                item.icon,
                item.shortcut,
                item.endpoint,
            )
            for item in manifest.menu
            if allowed(item.permission)
        ]
        if items:
            groups.append(MenuGroup(manifest.name, str(manifest.title), manifest.icon, items))
    return groups


def _kept() -> tuple[dict[Hashable, Any] | None, Hashable, Hashable]:
    """Find once a request what is kept, nothing where somebody works on it, and who reads."""
    parts = None if current_app.debug else current_app.extensions[KEPT]
    user = current_user._get_current_object()
    held = user.permissions if user.is_authenticated else None
    if parts is not None:
        # Each request has a set of its own of the same permissions; only one of them is kept.
        held = parts.setdefault(("permissions", held), held)
    reader = (held, str(get_locale()), request.script_root)
    g.kept = (parts, (*reader, _slice(request.endpoint)), reader)
    found: tuple[dict[Hashable, Any] | None, Hashable, Hashable] = g.kept
    return found


def _slice(endpoint: str | None) -> str:
    return (endpoint or "").rpartition(".")[0]
