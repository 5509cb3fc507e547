"""What plugins add to the page of a record: panels, tabs and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from markupsafe import Markup

from core import hooks
from core.db import session
from core.extending import (
    Action,
    Context,
    Panel,
    Tab,
    TimelineEntry,
    checked,
    gathered,
    refuse_equal_keys,
)
from core.history import queries as history
from core.permissions import allowed

HOOK = "extend_page"
LIMIT = 50  # entries of a timeline


@dataclass(frozen=True)
class Shown:
    """A panel or tab, made; ``html`` is None if its plugin failed."""

    plugin: str
    title: Any
    html: Markup | None


@dataclass(frozen=True)
class Spoken:
    """The record of the page, of which colleagues may speak."""

    target: str
    record_id: int
    label: str
    table: str


@dataclass
class Extras:
    """What plugins add to a page, for the macros of ``macros/extras.html``."""

    spoken: Spoken
    actions: list[Action] = field(default_factory=list)
    panels: list[Shown] = field(default_factory=list)
    tabs: list[tuple[str, str, bool]] = field(default_factory=list)
    chosen: Shown | None = None
    failed: list[str] = field(default_factory=list)


def page_extras(target: str, record: Any, own: Sequence[Tab] = ()) -> Extras:
    """Return what the reader sees on the page of a record such as one of ``core.party``.

    Panels are made at once, a tab when the address names it; one that crashes is replaced by
    a note for administrators.

    :param own: tabs of the page itself, which come first.
    """
    extras = Extras(Spoken(target, record.id, str(record), record.__tablename__))
    found = [
        (plugin, one)
        for plugin, one in gathered(
            HOOK, (Panel, Tab, Action), failed=extras.failed, target=target, record=record
        )
        if allowed(one.permission)
    ]
    extras.actions = [one for _plugin, one in found if isinstance(one, Action)]
    tabs = [("core", one) for one in own]
    tabs += [(plugin, one) for plugin, one in found if isinstance(one, Tab)]
    refuse_equal_keys(tabs, f" of {target}")
    chosen = request.args.get("tab", "")
    for plugin, one in tabs:
        if one.key == chosen:
            extras.chosen = _made(plugin, one, record)
        extras.tabs.append((str(one.title), f"{request.path}?tab={one.key}", one.key == chosen))
    if extras.chosen is None:
        panels = [(plugin, one) for plugin, one in found if isinstance(one, Panel)]
        extras.panels = [_made(plugin, one, record) for plugin, one in panels]
    if tabs:
        extras.tabs.insert(0, (_("Overview"), request.path, extras.chosen is None))
    return extras


def record_page(target: str, record: Any) -> dict[str, Any]:
    """Return what the page of a record shows below its own: what plugins add, and its history."""
    told = session().scalars(history.of(type(record), record.id)).all()
    return {"extras": page_extras(target, record), "history": told}


def _made(plugin: str, one: Panel | Tab, record: Any) -> Shown:
    make = partial(_html, one.template, one.context, record)
    html = hooks.attempt(
        plugin,
        HOOK,
        make,
        None,
        session=session(),
        what=str(one.title),
        template=one.template,
    )
    return Shown(plugin, one.title, html)


def _html(template: str, context: Context, record: Any) -> Markup:
    values = context(session(), record)
    # Without what Flask puts into every template: the menu is made once a page.
    return Markup(  # noqa: S704 - the template has escaped its values
        current_app.jinja_env.get_template(template).render(record=record, **values)
    )


def happened(party_id: int) -> list[TimelineEntry]:
    """Return what happened with a party and the reader may see, the latest first."""
    asked = {"session": session(), "party_id": party_id, "limit": LIMIT}
    answers = hooks.call("timeline", _entries, **asked)
    entries = [
        (answer.plugin, one)
        for answer in answers
        for one in answer.result
        if allowed(one.permission)
    ]
    entries.sort(key=lambda pair: (pair[1].title, pair[0]))
    entries.sort(key=lambda pair: pair[1].at, reverse=True)
    return [one for _plugin, one in entries[:LIMIT]]


def _entries(answer: Any) -> list[TimelineEntry]:
    entries: list[TimelineEntry] = checked(TimelineEntry, answer)
    if any(one.at.tzinfo is None for one in entries):
        raise ValueError("a moment without a zone cannot be put in order")
    return entries
