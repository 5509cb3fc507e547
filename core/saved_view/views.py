"""The pages below /core/saved_view/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.errors import BusinessError
from core.favourite.rules import address
from core.permissions import SIGNED_IN, leads_somewhere, requires
from core.saved_view import queries, services
from core.saved_view.forms import SavedViewForm
from core.templating import render
from core.user.rules import local_path

blueprint = Blueprint("saved_view", __name__)


@blueprint.route("/", methods=["GET", "POST"])
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show the views of a list, and save what the reader looks at as another one."""
    url = address(local_path(request.args.get("of", "")))
    if not leads_somewhere(url):
        abort(404)
    path, _mark, args = url.partition("?")
    form = SavedViewForm()
    if form.submitted():
        try:
            view = services.save(session(), path=path, args=args, **form.values, by=current_user)
        except BusinessError as error:
            form.refuse(error)
        else:
            saved = view.url
            session().commit()
            flash(_("The view is saved."), "success")
            return redirect(saved, 303)
    mine = session().scalars(queries.of_list(path, current_user.id)).all()
    page = render("core/saved_view/index.html", form=form, saved=mine, url=url, path=path)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/<int:view_id>/delete")
@requires(SIGNED_IN)
def delete(view_id: int) -> ResponseReturnValue:
    """Forget a view of one's own."""
    view = session().scalar(queries.own(view_id, current_user.id)) or abort(404)
    path = view.path
    services.delete(session(), view)
    session().commit()
    flash(_("The view is deleted."), "success")
    return redirect(url_for("core.saved_view.index", of=path), 303)
