"""The pages below /core/approval_flow/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import approvals
from core.approval_flow import queries, services
from core.approval_flow.forms import StageForm
from core.approval_flow.models import Stage
from core.approvals import Approvable
from core.db import session
from core.errors import BusinessError
from core.organisation.queries import in_order as departments
from core.permissions import requires
from core.role.queries import every as every_role
from core.templating import render
from core.user.queries import colleagues

blueprint = Blueprint("approval_flow", __name__)


@blueprint.get("/")
@requires("core.approval_flow.edit")
def index() -> ResponseReturnValue:
    """List what people ask approval for, with how many stages each goes through."""
    numbers = {row.kind: row.count for row in session().execute(queries.numbers())}
    kinds = sorted(approvals.registered().values(), key=lambda one: one.name)
    return render("core/approval_flow/index.html", kinds=kinds, numbers=numbers)


@blueprint.get("/<kind>")
@requires("core.approval_flow.edit")
def detail(kind: str) -> ResponseReturnValue:
    """Show the stages of one flow in order."""
    stages = session().scalars(queries.stages_of(_kind(kind).name)).all()
    return render("core/approval_flow/detail.html", kind=_kind(kind), stages=stages)


@blueprint.route("/<kind>/create", methods=["GET", "POST"])
@requires("core.approval_flow.edit")
def create(kind: str) -> ResponseReturnValue:
    """Add a stage at the end."""
    form = _form(None)
    if form.submitted():
        try:
            stage = services.add(session(), _kind(kind).name, by=current_user)
            services.change(session(), stage, **form.values, by=current_user)
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            return _done(kind, _("The stage is added."))
    return _page(_kind(kind), form)


@blueprint.route("/stage/<int:stage_id>/edit", methods=["GET", "POST"])
@requires("core.approval_flow.edit")
def edit(stage_id: int) -> ResponseReturnValue:
    """Change a stage."""
    stage = _stage(stage_id)
    kind, form = stage.kind, _form(stage)
    if form.submitted():
        try:
            services.change(session(), stage, **form.values, by=current_user)
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            return _done(kind, _("The stage is changed."))
    return _page(_kind(kind), form)


@blueprint.post("/stage/<int:stage_id>/move_up")
@requires("core.approval_flow.edit")
def move_up(stage_id: int) -> ResponseReturnValue:
    """Let a stage come one earlier."""
    stage = _stage(stage_id)
    services.move_up(session(), stage, by=current_user)
    return _done(stage.kind, _("The order is changed."))


@blueprint.post("/stage/<int:stage_id>/delete")
@requires("core.approval_flow.edit")
def delete(stage_id: int) -> ResponseReturnValue:
    """Take a stage out."""
    stage = _stage(stage_id)
    kind = stage.kind
    services.remove(session(), stage, by=current_user)
    return _done(kind, _("The stage is deleted."))


def _done(kind: str, text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("core.approval_flow.detail", kind=kind), 303)


def _form(stage: Stage | None) -> StageForm:
    form = StageForm.of(stage)
    form.offer(
        session().scalars(every_role()),
        session().scalars(colleagues()),
        session().scalars(departments()),
    )
    return form


def _page(kind: Approvable, form: StageForm) -> ResponseReturnValue:
    status = 422 if form.errors or form.form_errors else 200
    return render("core/approval_flow/edit.html", kind=kind, form=form), status


def _kind(name: str) -> Approvable:
    return approvals.registered().get(name) or abort(404)


def _stage(stage_id: int) -> Stage:
    stage = session().scalar(queries.stage(stage_id)) or abort(404)
    _kind(stage.kind)
    return stage
