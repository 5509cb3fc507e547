"""The pages below /core/favourite/, and the star of every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.arranging import arranged
from core.db import session
from core.errors import BusinessError
from core.favourite import queries, services
from core.favourite.rules import address, understood
from core.permissions import SIGNED_IN, leads_somewhere, requires
from core.templating import render
from core.user.rules import local_path

blueprint = Blueprint("favourite", __name__)


@dataclass(frozen=True)
class Star:
    """The page that the reader looks at, and whether it is a favourite."""

    url: str
    is_on: bool


@blueprint.route("/", methods=["GET", "POST"])
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Name one's favourites, put them in order, remove some."""
    refused = ""
    titles = {
        name.removeprefix("title-"): value
        for name, value in request.form.items()
        if name.startswith("title-")
    }
    if request.method == "POST":
        order = [one for one in arranged(request.form) if one != request.form.get("remove")]
        try:
            services.arrange(session(), order, titles=titles, by=current_user)
        except BusinessError as error:
            session().rollback()
            refused = str(error)
        else:
            session().commit()
            flash(_("Your favourites are saved."), "success")
            return redirect(url_for("core.favourite.index"), 303)
    mine = session().scalars(queries.of_user(current_user.id)).all()
    page = render("core/favourite/index.html", mine=mine, titles=titles, refused=refused)
    return page, 422 if refused else 200


@blueprint.post("/mark")
@requires(SIGNED_IN)
def mark() -> ResponseReturnValue:
    """Star a page or take its star away, and go back to it."""
    url = address(local_path(request.form.get("url", "")))
    if request.form.get("starred") != "1":
        services.unstar(session(), url=url, by=current_user)
    elif leads_somewhere(url):
        title = request.form.get("title", "")
        services.star(session(), url=url, title=title, by=current_user)
    else:
        abort(400)
    session().commit()
    return redirect(local_path(request.form.get("next", url)), 303)


@blueprint.app_template_global()
def favourites() -> tuple[tuple[str, str], ...]:
    """Return address and title of the reader's favourites that lead to a page at the moment."""
    if "favourites" not in g:
        if "starred" not in g:  # most requests have read it with the user
            g.starred = session().scalar(queries.told(current_user.id))
        g.favourites = tuple(one for one in understood(g.starred) if leads_somewhere(one[0]))
    found: tuple[tuple[str, str], ...] = g.favourites
    return found


@blueprint.app_template_global()
def star() -> Star:
    """Return the star of this page."""
    url = address(request.full_path)
    return Star(url, any(one == url for one, _title in favourites()))
