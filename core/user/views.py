"""The pages below /core/user/."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core import hooks
from core.company import today
from core.config import Settings
from core.db import session
from core.errors import BusinessError
from core.extending import Holding, checked
from core.extras import page_extras
from core.i18n import COOKIE, LANGUAGES
from core.listing import answer
from core.organisation import queries as organisation
from core.permissions import PUBLIC, requires
from core.records import one_or_404
from core.role.queries import every as every_role
from core.templating import THEME_COOKIE, THEMES, render, theme
from core.user import queries, services
from core.user.forms import CreateForm, EditForm, PreferencesForm
from core.user.listing import UserListing
from core.user.models import User
from core.user.rules import local_path

blueprint = Blueprint("user", __name__)
YEAR = 365 * 24 * 60 * 60


@blueprint.get("/")
@requires("core.user.index")
def index() -> ResponseReturnValue:
    """List everybody who may sign in."""
    return answer(UserListing(), "core/user/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("core.user.edit")
def create() -> ResponseReturnValue:
    """Let somebody in."""
    form = CreateForm()
    form.offer(session().scalars(every_role()))
    if form.submitted():
        try:
            user = services.create_user(session(), **form.values, by=current_user)
        except BusinessError as error:
            form.refuse(error)
        else:
            name = user.name
            session().commit()
            flash(_("%(name)s may sign in now.", name=name), "success")
            return redirect(url_for("core.user.index"), 303)
    return render("core/user/create.html", form=form), 422 if _refused(form) else 200


@blueprint.route("/<int:user_id>/edit", methods=["GET", "POST"])
@requires("core.user.edit")
def edit(user_id: int) -> ResponseReturnValue:
    """Change who somebody is and what they may do."""
    user = one_or_404(queries.by_id(user_id))
    form = EditForm(
        data={
            "name": user.name,
            "language": user.language,
            "active": user.active,
            "roles": [role.name for role in user.roles],
        }
    )
    form.offer(session().scalars(every_role()))
    if user == current_user:  # one's own are changed with the present password
        del form.password, form.without_second_factor
    was_active = user.active
    if form.submitted():
        try:
            _change(user, form)
        except BusinessError as error:
            form.refuse(error)
        else:
            left = _holdings(user.id) if was_active and not user.active else []
            session().commit()
            flash(_("The user is changed."), "success")
            if left:
                flash(_still_held(left), "warning")
            return redirect(url_for("core.user.index"), 303)
    page = render(
        "core/user/edit.html",
        form=form,
        user=user,
        holdings=_holdings(user.id),
        posts=session().scalars(organisation.of_user(user.id)).all(),
        today=today(),
        extras=page_extras("core.user", user),
    )
    return page, 422 if _refused(form) else 200


@blueprint.route("/preferences", methods=["GET", "POST"])
@requires(PUBLIC)
def preferences() -> ResponseReturnValue:
    """Choose one's language and colours; the switches of every page post here too."""
    if request.method == "POST":
        return _remember(request.form.get("language"), request.form.get("theme"))
    chosen = current_user.language if current_user.is_authenticated else ""
    language = chosen or request.cookies.get(COOKIE, "")
    form = PreferencesForm(data={"language": language, "theme": theme()})
    return render("core/user/preferences.html", form=form)


def _remember(language: str | None, colours: str | None) -> Response:
    """Keep what was chosen: the language with the user, both on the device."""
    if language not in {None, "", *LANGUAGES} or colours not in {None, *THEMES}:
        abort(400)
    if language is not None and current_user.is_authenticated:
        services.choose_language(session(), current_user, language)
        session().commit()
    here = url_for("core.user.preferences")
    answer = redirect(local_path(request.form.get("next", here)), 303)
    settings: Settings = current_app.extensions["bumen.settings"]
    for cookie, value in ((COOKIE, language), (THEME_COOKIE, colours)):
        if value is not None:
            answer.set_cookie(
                cookie,
                value,
                max_age=YEAR if value else 0,
                secure=settings.secure_cookies,
                httponly=True,
                samesite="Lax",
            )
    return answer


def _change(user: User, form: EditForm) -> None:
    values = form.values
    password = values.pop("password", None)
    without_second_factor = values.pop("without_second_factor", False)
    services.edit_user(session(), user, **values, by=current_user)
    if password:
        services.set_password(session(), user, password, by=current_user)
    if without_second_factor:
        services.switch_off_second_factor(session(), user, by=current_user)


def _holdings(user_id: int) -> list[Holding]:
    read = partial(checked, Holding)
    answers = hooks.call("holdings", read, session=session(), user_id=user_id)
    return [one for answer in answers for one in answer.result]


def _still_held(left: list[Holding]) -> str:
    things = ", ".join(one.title for one in left)
    return _("Still held, to be taken back: %(things)s.", things=things)


def _refused(form: CreateForm | EditForm) -> bool:
    return bool(form.errors or form.form_errors)
