"""The page below /core/setting/."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.setting import services
from core.setting.forms import settings_form, typed
from core.templating import render

blueprint = Blueprint("setting", __name__)
SEEN = "seen:"


@blueprint.route("/", methods=["GET", "POST"])
@requires("core.setting.edit")
def index() -> ResponseReturnValue:
    """Show all settings in one form, and change those that were typed anew."""
    specs = services.declared()
    texts = services.texts(session())
    form = settings_form(specs, texts)
    if form.submitted():
        # A colleague's change of another setting since this page was opened must survive.
        wanted = {
            name: text
            for name, text in typed(form, specs).items()
            if text != request.form.get(f"{SEEN}{name}")
        }
        try:
            changed = services.change_many(session(), wanted)
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The settings are saved.") if changed else _("Nothing was changed."), "success")
            return redirect(url_for("core.setting.index"), 303)
    manifests = [one for one in current_app.extensions["bumen.manifests"] if one.settings]
    return render(
        "core/setting/index.html",
        form=form,
        manifests=manifests,
        undeclared=services.undeclared(session()),
        seen={name: request.form.get(f"{SEEN}{name}", text) for name, text in texts.items()},
    ), 422 if form.errors else 200
