"""The pages below /it_assets/category/."""

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
from plugins.it_assets.category import services
from plugins.it_assets.category.forms import CategoryForm
from plugins.it_assets.category.listing import CategoryListing
from plugins.it_assets.category.models import Category

blueprint = Blueprint("category", __name__)


@blueprint.get("/")
@requires("it_assets.category.index")
def index() -> ResponseReturnValue:
    """List the categories."""
    return answer(CategoryListing(), "it_assets/category/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.category.edit")
def create() -> ResponseReturnValue:
    """Enter a category."""
    form = CategoryForm(residual_rate=services.RESIDUAL)
    del form.version_id
    return saved(
        form,
        lambda: services.create_category(session(), **form.values, by=current_user),
        lambda one: done(_("%(name)s is entered.", name=one), url_for("it_assets.category.index")),
        lambda: render("it_assets/category/create.html", form=form),
    )


@blueprint.route("/<int:category_id>", methods=["GET", "POST"])
@requires("it_assets.category.edit")
def edit(category_id: int) -> ResponseReturnValue:
    """Change a category."""
    category = session().get(Category, category_id) or abort(404)
    form = CategoryForm(obj=category)
    return saved(
        form,
        lambda: services.edit_category(
            session(), category, **form.values, version=form.version, by=current_user
        ),
        lambda _none: done(
            _("%(name)s is changed.", name=category), url_for("it_assets.category.index")
        ),
        lambda: render(
            "it_assets/category/edit.html",
            form=form,
            category=category,
            history=session().scalars(history.of(Category, category_id)).all(),
        ),
        record=category,
    )
