"""The pages below /it_assets/model/."""

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
from plugins.it_assets.model import queries, services
from plugins.it_assets.model.forms import ModelForm
from plugins.it_assets.model.listing import ModelListing
from plugins.it_assets.model.models import EquipmentModel

blueprint = Blueprint("model", __name__)


@blueprint.get("/")
@requires("it_assets.model.index")
def index() -> ResponseReturnValue:
    """List the models."""
    return answer(ModelListing(), "it_assets/model/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.model.edit")
def create() -> ResponseReturnValue:
    """Enter a model."""
    form = ModelForm()
    del form.version_id
    return saved(
        form,
        lambda: services.create_model(session(), **form.picked, by=current_user),
        lambda one: done(_("%(name)s is entered.", name=one), url_for("it_assets.model.index")),
        lambda: render("it_assets/model/create.html", form=form),
    )


@blueprint.route("/<int:model_id>", methods=["GET", "POST"])
@requires("it_assets.model.edit")
def edit(model_id: int) -> ResponseReturnValue:
    """Change how a model is called."""
    model = session().scalar(queries.model(model_id)) or abort(404)
    form = ModelForm(obj=model)
    del form.category
    return saved(
        form,
        lambda: services.edit_model(
            session(), model, **form.values, version=form.version, by=current_user
        ),
        lambda _none: done(_("%(name)s is changed.", name=model), url_for("it_assets.model.index")),
        lambda: render(
            "it_assets/model/edit.html",
            form=form,
            model=model,
            history=session().scalars(history.of(EquipmentModel, model_id)).all(),
        ),
        record=model,
    )
