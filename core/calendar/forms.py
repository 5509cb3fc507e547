"""What people type in about the calendar."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, Length

from core.calendar.rules import WEEK
from core.forms import Form

WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


class _HoursForm(Form):
    """When people work on each day of the week."""

    @property
    def texts(self) -> list[str]:
        """The hours of each weekday, Monday first."""
        return [self[f"day{weekday}"].data or "" for weekday in range(WEEK)]


HoursForm = type(
    "HoursForm",
    (_HoursForm,),
    {f"day{place}": StringField(label, [Length(max=100)]) for place, label in enumerate(WEEKDAYS)},
)


class DayForm(Form):
    """A day that differs."""

    day = DateField(_l("Day"), [InputRequired()])
    is_working = BooleanField(_l("People work on this day"))
    name = StringField(_l("Reason"), [Length(max=100)])
