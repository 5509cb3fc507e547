"""The pages below /core/api_token/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import openapi
from core.api_token import queries, rules, services
from core.api_token.forms import TokenForm
from core.api_token.models import ApiToken
from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.permissions import allowed, requires
from core.templating import render

blueprint = Blueprint("api_token", __name__)


@blueprint.route("/", methods=["GET", "POST"])
@requires("core.api_token.index")
def index() -> ResponseReturnValue:
    """List one's tokens and make one; its secret is shown this once."""
    form = TokenForm()
    form.offer()
    if form.submitted():
        try:
            token, secret = services.issue(session(), **form.values, by=current_user, now=now())
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            return render("core/api_token/made.html", token=token, secret=secret)
    return render(
        "core/api_token/index.html",
        form=form,
        tokens=session().scalars(queries.of_user(current_user.id)).all(),
        others=_others(),
        now=now(),
    ), 422 if form.errors or form.form_errors else 200


@blueprint.post("/<int:token_id>/revoke")
@requires("core.api_token.index")
def revoke(token_id: int) -> ResponseReturnValue:
    """End a token: one's own, or anybody's for those who manage users."""
    token = session().get(ApiToken, token_id) or abort(404)
    if token.user_id != current_user.id and not allowed("core.user.edit"):
        abort(404)
    services.revoke(session(), token, by=current_user, now=now())
    session().commit()
    flash(_("The token is revoked; nothing that uses it works any more."), "success")
    return redirect(url_for("core.api_token.index"), 303)


@blueprint.get("/reference")
@requires("core.api_token.index")
def reference() -> ResponseReturnValue:
    """Show what the API offers, made from its description."""
    return render(
        "core/api_token/reference.html", groups=rules.grouped(openapi.document()), root=openapi.ROOT
    )


@blueprint.get("/description")
@requires("core.api_token.index")
def description() -> ResponseReturnValue:
    """Describe the API as OpenAPI 3.1, for programs."""
    return jsonify(openapi.document())


def _others() -> list[ApiToken]:
    if not allowed("core.user.edit"):
        return []
    every = session().scalars(queries.of_everybody())
    return [token for token in every if token.user_id != current_user.id]
