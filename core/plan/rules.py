"""A plan as facts, and what the text of a plugin's module says without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

Action = Literal["enable", "disable", "purge"]
MARKER = "hookimpl"


@dataclass(frozen=True)
class Page:
    """A menu entry that appears or disappears."""

    title: Any
    endpoint: str


@dataclass(frozen=True)
class Grant:
    """A permission and the roles that hold it while the plugin is on."""

    permission: str
    title: Any
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A hook that a plugin answers, and the pages of others that its answer names."""

    plugin: str
    hook: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What happens to a deployment when a plugin is enabled, disabled or purged.

    ``plugins`` are switched in this order; ``migrations`` are applied, or taken back by a purge;
    ``rows`` are kept, or deleted by a purge; ``tables`` are dropped.  ``titles`` tells what the
    settings and jobs are called.
    """

    action: Action
    name: str
    plugins: tuple[str, ...]
    pages: tuple[Page, ...] = ()
    permissions: tuple[Grant, ...] = ()
    settings: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    migrations: tuple[str, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    tables: tuple[str, ...] = ()
    titles: Mapping[str, Any] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """How many rows there are in all of its tables."""
        return sum(count for _table, count in self.rows)


def answers_in(text: str, plugin: str) -> list[Answer]:
    """Return the hooks that the text of a module answers; a text with mistakes answers none."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    return [
        Answer(plugin, node.name, _targets(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(map(_is_marker, node.decorator_list))
    ]


def _is_marker(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return bool(name == MARKER)


def _targets(function: ast.FunctionDef) -> tuple[str, ...]:
    """Return the names of pages, such as ``core.party``, that a function compares with."""
    found = {
        part.value
        for node in ast.walk(function)
        if isinstance(node, ast.Compare | ast.match_case | ast.Dict)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    return tuple(sorted(one for one in found if _is_page(one)))


def _is_page(text: str) -> bool:
    plugin, dot, piece = text.partition(".")
    return bool(dot) and plugin.isidentifier() and piece.isidentifier()


@dataclass(frozen=True)
class Section:
    """A part of a plan in words."""

    title: str
    lines: tuple[str, ...]


PLACES = {
    "extend_form": _l("Fields on the forms of others"),
    "extend_listing": _l("Columns in the lists of others"),
    "extend_page": _l("Parts on the pages of others"),
    "dashboard_cards": _l("Figures on the overview"),
    "timeline": _l("Entries in the timeline of parties"),
    "holdings": _l("What people hold"),
    "search_sources": _l("Results of the search"),
    "check_invariants": _l("Checks of the records"),
    "seed_demo": _l("Records of the demo company"),
    "restrict_rows": _l("Rules about who sees which rows"),
    "check_grant": _l("Rules about who may be given what"),
}


def in_words(plan: Plan) -> list[Section]:
    """Put a plan into words; parts without content are left out."""
    also = tuple(name for name in plan.plugins if name != plan.name)
    parts = (
        (_("Plugins that come along"), also),
        (_TITLES[plan.action]["pages"], tuple(str(one.title) for one in plan.pages)),
        (_TITLES[plan.action]["answers"], _answered(plan)),
        (_TITLES[plan.action]["permissions"], tuple(map(_granted, plan.permissions))),
        (_TITLES[plan.action]["settings"], _titled(plan, plan.settings)),
        (_TITLES[plan.action]["jobs"], _titled(plan, plan.jobs)),
        (_TITLES[plan.action]["migrations"], plan.migrations),
        (_TITLES[plan.action]["rows"], tuple(f"{table}: {count:,}" for table, count in plan.rows)),
        (_("Tables that are dropped"), plan.tables),
    )
    return [Section(str(title), lines) for title, lines in parts if lines]


def _granted(grant: Grant) -> str:
    roles = ", ".join(grant.roles) or _("administrators only")
    return f"{grant.title} ({grant.permission}): {roles}"


def _titled(plan: Plan, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{plan.titles[name]} ({name})" for name in names)


def _answered(plan: Plan) -> tuple[str, ...]:
    lines = []
    for one in plan.answers:
        place = str(PLACES.get(one.hook, one.hook))
        by = "" if one.plugin == plan.name else f" ({one.plugin})"
        lines.append(place + (f": {', '.join(one.targets)}" if one.targets else "") + by)
    return tuple(dict.fromkeys(lines))


_APPEAR = {
    "pages": _l("Pages that appear in the menu"),
    "answers": _l("What it adds to pages of others"),
    "permissions": _l("Permissions, and the roles that hold them"),
    "settings": _l("Settings that appear"),
    "jobs": _l("Jobs that run by the clock"),
    "migrations": _l("Migrations that run"),
    "rows": _l("Rows that are there already"),
}
_DISAPPEAR = {
    "pages": _l("Pages that disappear from the menu"),
    "answers": _l("What disappears from pages of others"),
    "permissions": _l("Permissions that have no effect, and the roles that keep them"),
    "settings": _l("Settings that keep their values"),
    "jobs": _l("Jobs that no longer run"),
    "migrations": _l("Migrations that run"),
    "rows": _l("Rows that stay"),
}
_GO = _DISAPPEAR | {
    "permissions": _l("Permissions that are removed, and the roles that lose them"),
    "settings": _l("Settings that are removed"),
    "migrations": _l("Migrations that are taken back"),
    "rows": _l("Rows that are deleted"),
}
_TITLES: dict[Action, dict[str, Any]] = {
    "enable": _APPEAR,
    "disable": _DISAPPEAR,
    "purge": _GO,
}
