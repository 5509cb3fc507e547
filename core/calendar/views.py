"""The pages below /core/calendar/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.calendar import services
from core.calendar.forms import WEEKDAYS, DayForm, HoursForm
from core.calendar.models import SpecialDay
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.setting.services import read
from core.templating import render

blueprint = Blueprint("calendar", __name__)
YEARS = range(2000, 2100)


@blueprint.get("/")
@requires("core.calendar.index")
def index() -> ResponseReturnValue:
    """Show the hours of the week and the special days of a year."""
    return _page()


@blueprint.post("/hours")
@requires("core.calendar.edit")
def hours() -> ResponseReturnValue:
    """Set when people work on each weekday."""
    form = HoursForm()
    if form.submitted():
        try:
            services.set_hours(session(), form.texts, by=current_user)
        except BusinessError as error:
            form.refuse(error)
        else:
            return _done(_("The hours are saved."))
    return _page(hours_form=form), 422


@blueprint.post("/day")
@requires("core.calendar.edit")
def day() -> ResponseReturnValue:
    """Enter a day that differs."""
    form = DayForm()
    if form.submitted():
        services.set_day(session(), **form.values, by=current_user)
        return _done(_("The day is entered."))
    return _page(day_form=form), 422


@blueprint.post("/day/<int:day_id>/forget")
@requires("core.calendar.edit")
def forget(day_id: int) -> ResponseReturnValue:
    """Let a day be again what it would be."""
    services.forget_day(session(), session().get(SpecialDay, day_id) or abort(404), by=current_user)
    return _done(_("The day is as usual again."))


def _done(text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("core.calendar.index", year=_year()), 303)


def _year() -> int:
    year = request.args.get("year", 0, type=int)
    return year if year in YEARS else today().year


def _page(hours_form: Any = None, day_form: Any = None) -> str:
    holidays = bool(read(session(), "company.holidays")["company.holidays"])
    year, texts = _year(), services.hours(session())
    if hours_form is None:
        hours_form = HoursForm(data={f"day{place}": text for place, text in enumerate(texts)})
    return render(
        "core/calendar/index.html",
        hours_form=hours_form,
        day_form=day_form or DayForm(formdata=None),
        weekdays=WEEKDAYS,
        texts=texts,
        year=year,
        days=services.special_days(session(), *services.year_of(year), holidays=holidays),
        is_unknown=holidays and not services.is_known(year),
    )
