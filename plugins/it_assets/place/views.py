"""The pages below /it_assets/place/."""

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
from plugins.it_assets.place import services
from plugins.it_assets.place.forms import PlaceForm
from plugins.it_assets.place.listing import PlaceListing
from plugins.it_assets.place.models import Place

blueprint = Blueprint("place", __name__)


@blueprint.get("/")
@requires("it_assets.place.index")
def index() -> ResponseReturnValue:
    """List the places."""
    return answer(PlaceListing(), "it_assets/place/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.place.edit")
def create() -> ResponseReturnValue:
    """Enter a place."""
    form = PlaceForm()
    del form.version_id, form.is_active
    return saved(
        form,
        lambda: services.create_place(session(), **form.values, by=current_user),
        lambda one: done(_("%(name)s is entered.", name=one), url_for("it_assets.place.index")),
        lambda: render("it_assets/place/create.html", form=form),
    )


@blueprint.route("/<int:place_id>", methods=["GET", "POST"])
@requires("it_assets.place.edit")
def edit(place_id: int) -> ResponseReturnValue:
    """Change a place."""
    place = session().get(Place, place_id) or abort(404)
    form = PlaceForm(obj=place)
    return saved(
        form,
        lambda: services.edit_place(
            session(), place, **form.values, version=form.version, by=current_user
        ),
        lambda _none: done(_("%(name)s is changed.", name=place), url_for("it_assets.place.index")),
        lambda: render(
            "it_assets/place/edit.html",
            form=form,
            place=place,
            history=session().scalars(history.of(Place, place_id)).all(),
        ),
        record=place,
    )
