"""The pages below /service/defect/."""

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
from plugins.service.defect import services
from plugins.service.defect.forms import DefectEditForm, DefectForm
from plugins.service.defect.listing import DefectListing
from plugins.service.defect.models import Defect

blueprint = Blueprint("defect", __name__)


@blueprint.get("/")
@requires("service.defect.index")
def index() -> ResponseReturnValue:
    """List the kinds of defects."""
    return answer(DefectListing(), "service/defect/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("service.defect.edit")
def create() -> ResponseReturnValue:
    """Name a kind of defect."""
    form = DefectForm()
    return saved(
        form,
        lambda: services.create_defect(session(), **form.values, by=current_user),
        lambda one: done(_("%(defect)s is entered.", defect=one), url_for("service.defect.index")),
        lambda: render("service/defect/create.html", form=form),
    )


@blueprint.route("/<int:defect_id>", methods=["GET", "POST"])
@requires("service.defect.edit")
def edit(defect_id: int) -> ResponseReturnValue:
    """Change a kind of defect."""
    defect = session().get(Defect, defect_id) or abort(404)
    form = DefectEditForm(obj=defect)
    return saved(
        form,
        lambda: services.edit_defect(
            session(), defect, version=form.version, **form.values, by=current_user
        ),
        lambda _none: done(
            _("%(defect)s is changed.", defect=defect), url_for("service.defect.index")
        ),
        lambda: render(
            "service/defect/edit.html",
            form=form,
            defect=defect,
            history=session().scalars(history.of(Defect, defect_id)).all(),
        ),
        record=defect,
    )
