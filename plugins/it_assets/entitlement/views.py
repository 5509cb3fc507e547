"""The pages below /it_assets/entitlement/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.entitlement import queries, services
from plugins.it_assets.entitlement.forms import EntitlementForm
from plugins.it_assets.entitlement.listing import EntitlementListing
from plugins.it_assets.entitlement.models import Entitlement

blueprint = Blueprint("entitlement", __name__)


@blueprint.get("/")
@requires("it_assets.entitlement.index")
def index() -> ResponseReturnValue:
    """List what the posts are entitled to."""
    return answer(EntitlementListing(), "it_assets/entitlement/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.entitlement.edit")
def create() -> ResponseReturnValue:
    """Decide what comes with a post."""
    form = EntitlementForm()
    del form.version_id
    return saved(
        form,
        lambda: services.entitle(session(), **form.picked, by=current_user),
        lambda _one: _decided(),
        lambda: render("it_assets/entitlement/create.html", form=form),
    )


@blueprint.route("/<int:entitlement_id>", methods=["GET", "POST"])
@requires("it_assets.entitlement.edit")
def edit(entitlement_id: int) -> ResponseReturnValue:
    """Change what comes with a post."""
    one = _entitlement(entitlement_id)
    form = EntitlementForm(obj=one)
    del form.post, form.category
    return saved(
        form,
        lambda: services.edit_entitlement(
            session(), one, **form.values, version=form.version, by=current_user
        ),
        lambda _none: _decided(),
        lambda: render(
            "it_assets/entitlement/edit.html",
            form=form,
            one=_entitlement(entitlement_id),
            history=session().scalars(history.of(Entitlement, entitlement_id)).all(),
        ),
        record=one,
    )


@blueprint.post("/<int:entitlement_id>/delete")
@requires("it_assets.entitlement.edit")
def delete(entitlement_id: int) -> ResponseReturnValue:
    """Decide nothing any more about a post and a category."""
    services.withdraw(session(), _entitlement(entitlement_id), by=current_user)
    return _decided()


def _decided() -> ResponseReturnValue:
    return done(_("It is decided."), url_for("it_assets.entitlement.index"))


def _entitlement(entitlement_id: int) -> Entitlement:
    return session().scalar(queries.entitlement(entitlement_id)) or abort(404)
