"""The pages below /core/role/."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.errors import BusinessError
from core.manifest import Manifest
from core.permissions import requires
from core.reach import REACHES, Reach, Rows, areas
from core.role import queries, services
from core.role.forms import RoleForm
from core.role.rules import ADMINISTRATOR
from core.templating import render

blueprint = Blueprint("role", __name__)
REACH_NAMES = {"", *(reach.value for reach in Reach)}


@blueprint.route("/", methods=["GET", "POST"])
@requires("core.user.edit")
def index() -> ResponseReturnValue:
    """Show and change which role holds which permission; what was refused stays ticked."""
    if request.method == "GET":
        return _matrix(None)
    try:
        _save()
    except BusinessError as error:
        session().rollback()
        return _matrix(error), 422
    session().commit()
    flash(_("The permissions are saved."), "success")
    return redirect(url_for("core.role.index"), 303)


def _manifests() -> list[Manifest]:
    return [one for one in current_app.extensions["bumen.manifests"] if one.permissions]


def _typed() -> dict[str, list[str]]:
    """Return the permissions that are ticked, by role."""
    return {role: request.form.getlist(f"grant.{role}") for role in request.form.getlist("role")}


def _save() -> None:
    known = {name for manifest in _manifests() for name in manifest.permissions}
    shown = known.intersection(request.form.getlist("permission"))
    granted, open_areas = _typed(), _areas()
    services.change_role_permissions(session(), granted, among=shown, by=current_user)
    chosen = {
        (role, area): Reach(reach) if reach else None
        for role in granted
        for area in open_areas
        if (reach := request.form.get(f"reach.{role}.{area}")) in REACH_NAMES
    }
    services.change_role_reaches(session(), chosen, among=open_areas, by=current_user)


def _matrix(refused: BusinessError | None) -> str:
    manifests = _manifests()
    every = [role for role in session().scalars(queries.every()) if role.name != ADMINISTRATOR]
    held = {role.name: role.permissions for role in every}
    said = {(role.name, one.area): one.reach.value for role in every for one in role.reaches}
    known = {name for manifest in manifests for name in manifest.permissions}
    absent = sorted(set().union(*held.values()) - known) if held else []
    areas = _areas()
    if refused is not None:
        held |= {role: frozenset(names) for role, names in _typed().items()}
        said |= {
            (role, area): request.form.get(f"reach.{role}.{area}", "")
            for role in held
            for area in areas
        }
    return render(
        "core/role/index.html",
        manifests=manifests,
        roles=every,
        held=held,
        absent=absent,
        areas=areas,
        reaches=REACHES,
        said=said,
        refused=refused,
        titles={name: one.title for m in manifests for name, one in m.permissions.items()},
    )


def _areas() -> dict[str, Rows]:
    """Return what a reach can be set for, of the plugins that are on."""
    names = {one.name for one in current_app.extensions["bumen.manifests"]}
    return {name: rows for name, rows in areas().items() if name.partition(".")[0] in names}


@blueprint.route("/create", methods=["GET", "POST"])
@requires("core.user.edit")
def create() -> ResponseReturnValue:
    """Make a role that holds nothing yet."""
    form = RoleForm()
    if form.submitted():
        try:
            services.create_role(session(), **form.values, permissions=(), by=current_user)
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for("core.role.index"), 303)
    return render(
        "core/role/create.html", form=form
    ), 422 if form.errors or form.form_errors else 200
