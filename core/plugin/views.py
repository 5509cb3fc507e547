"""The pages below /core/plugin/."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from flask import Blueprint, abort, current_app, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core import loader
from core.archive import queries as archives
from core.archive import services as archive
from core.archive.services import Actor
from core.clock import now
from core.config import Settings
from core.db import db, session
from core.errors import BusinessError
from core.loader import Found, Status
from core.migrate import MigrationError
from core.permissions import requires
from core.plan import rules
from core.plan import services as plans
from core.plan.rules import Action
from core.plugin import services
from core.plugin.forms import PurgeForm
from core.plugin.services import Change
from core.plugin_fault import queries as faults
from core.templating import render

blueprint = Blueprint("plugin", __name__)

STATES = {
    "enabled": (_l("On"), "green"),
    "disabled": (_l("Off"), "secondary"),
    "broken": (_l("Broken"), "red"),
    "incompatible": (_l("Does not fit"), "orange"),
    "missing": (_l("Missing"), "red"),
}


@dataclass(frozen=True)
class Entry:
    """A plugin on the page: how it runs, what it requires and which steps there are."""

    status: Status
    label: str
    colour: str
    is_on: bool
    requires: Mapping[str, str]


@blueprint.get("/")
@requires("core.plugin.index")
def index() -> ResponseReturnValue:
    """List all plugins with their state and the reason for it."""
    found, on = _everything()
    statuses = loader.statuses(current_app.extensions["bumen.loaded"], found)
    entries = [_entry(status, on, found) for status in statuses]
    return render(
        "core/plugin/index.html",
        entries=sorted(entries, key=lambda entry: (not entry.status.bundled, entry.status.name)),
        is_pinned=_settings().pinned_plugins() is not None,
        workers=services.workers(session(), now=now()),
    )


@blueprint.get("/<name>")
@requires("core.plugin.index")
def detail(name: str) -> ResponseReturnValue:
    """Show what a plugin brings, and what can be done with it."""
    found, on = _everything()
    entry = _known(name, on, found)
    sections, links = [], _links(name) if entry.is_on else []
    if name in found:
        brought = plans.contribution(session(), found[name], found, on)
        sections = rules.in_words(replace(brought, pages=()) if links else brought)
    return render(
        "core/plugin/detail.html",
        entry=entry,
        facts=found[name].manifest if name in found else None,
        sections=sections,
        links=links,
        last=session().scalar(archives.last(name)),
        crashes=session().scalars(faults.recent(name)).all(),
        workers=services.workers(session(), now=now()),
        is_pinned=_settings().pinned_plugins() is not None,
    )


@blueprint.get("/<name>/plan/<any(enable, disable, purge):action>")
@requires("core.plugin.index")
def plan(name: str, action: str) -> ResponseReturnValue:
    """Show what a step would change before anybody does it."""
    return _plan(name, cast(Action, action), PurgeForm()), 200


@blueprint.post("/<name>/enable")
@requires("core.plugin.edit")
def enable(name: str) -> ResponseReturnValue:
    """Switch a plugin on."""
    return _change(services.enable, name)


@blueprint.post("/<name>/disable")
@requires("core.plugin.edit")
def disable(name: str) -> ResponseReturnValue:
    """Switch a plugin off."""
    return _change(services.disable, name)


@blueprint.post("/<name>/export")
@requires("core.plugin.purge")
def export(name: str) -> ResponseReturnValue:
    """Hand out all records of a plugin in a file."""
    handle, written = tempfile.mkstemp(suffix=".zip")
    os.close(handle)
    path = Path(written)
    try:
        archive.export_plugin(
            session(), name, path, settings=_settings(), by=current_user, now=now()
        )
        session().commit()
        file = path.open("rb")
    finally:
        path.unlink()  # an open file lives on until it is sent
    return send_file(file, mimetype="application/zip", download_name=f"{name}.zip")


@blueprint.post("/<name>/purge")
@requires("core.plugin.purge")
def purge(name: str) -> ResponseReturnValue:
    """Delete all records and tables of a plugin that is off and exported."""
    form = PurgeForm()
    form.expect(name)
    _refuse_pinned()
    hindrance = archive.hindrance(session(), name, settings=_settings(), now=now())
    if hindrance:
        raise BusinessError(hindrance)
    if not form.submitted():
        return _plan(name, "purge", form), 422
    by = Actor(current_user.id, current_user.name)
    found, _on = _everything()
    session().close()  # the removal has a transaction of its own
    try:
        archive.purge(db.engine, found[name], found, by=by)
    except MigrationError as error:
        raise BusinessError(str(error)) from error
    flash(_("Removed: %(name)s", name=name), "success")
    return redirect(url_for("core.plugin.index"), 303)


def _plan(name: str, action: Action, form: PurgeForm) -> str:
    """Render what a step would change, or why it is not possible."""
    found, on = _everything()
    entry = _known(name, on, found)
    sections, hindrance = [], ""
    try:
        _refuse_pinned()
        made = plans.plan(session(), action, name, settings=_settings())
        sections = rules.in_words(made)
    except BusinessError as error:
        hindrance = str(error)
    if action == "purge" and not hindrance:
        hindrance = archive.hindrance(session(), name, settings=_settings(), now=now())
    return render(
        "core/plugin/plan.html",
        entry=entry,
        action=action,
        form=form,
        sections=sections,
        hindrance=hindrance,
        last=session().scalar(archives.last(name)),
    )


def _change(service: Callable[..., Change], name: str) -> ResponseReturnValue:
    try:
        changed = service(session(), name, settings=_settings(), by=current_user)
    except BusinessError as error:
        session().rollback()
        flash(str(error), "danger")
        return redirect(url_for("core.plugin.index"), 303)
    session().commit()
    flash(_("Changed: %(names)s.", names=", ".join(changed.names)), "success")
    for one in changed.withheld:
        flash(str(one), "warning")
    return redirect(url_for("core.plugin.detail", name=name), 303)


def _refuse_pinned() -> None:
    if _settings().pinned_plugins() is not None:
        raise BusinessError(
            _("BUMEN_PLUGINS or BUMEN_SAFE_MODE fixes the set of plugins. Change it there.")
        )


def _everything() -> tuple[dict[str, Found], set[str]]:
    """Return the plugins that there are, and the names of those that are on."""
    found = services.everything(_settings())
    return found, plans.running(session(), _settings(), found)


def _known(name: str, on: set[str], found: Mapping[str, Found]) -> Entry:
    statuses = loader.statuses(current_app.extensions["bumen.loaded"], found)
    status = next((one for one in statuses if one.name == name), None) or abort(404)
    return _entry(status, on, found)


def _entry(status: Status, on: set[str], found: Mapping[str, Found]) -> Entry:
    is_on = status.name in on
    state = status.state
    if state in {"enabled", "disabled"}:  # this process may not have followed yet
        state = "enabled" if is_on else "disabled"
    label, colour = STATES[state]
    manifest = found[status.name].manifest if status.name in found else None
    return Entry(status, str(label), colour, is_on, manifest.requires if manifest else {})


def _links(name: str) -> list[tuple[str, str]]:
    """Return the pages of a plugin that this process serves already."""
    running = [one for one in current_app.extensions["bumen.manifests"] if one.name == name]
    return [(str(item.title), url_for(item.endpoint)) for one in running for item in one.menu]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bumen.settings"]
    return settings
