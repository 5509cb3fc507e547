"""What is asked about a file as a whole; its columns are asked for field by field."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from core.forms import Form


class MappingForm(Form):
    """The name of a profile, and the zone of the times in its files."""

    title = StringField(_l("Name of the profile"), [Length(max=100)])
    timezone = StringField(
        _l("Time zone of the file"),
        [InputRequired(), Length(max=50)],
        description=_l("Such as Asia/Shanghai or UTC: times without a zone are read so."),
    )

    def validate_timezone(self, field: StringField) -> None:
        """Refuse a zone that does not exist."""
        if field.data not in available_timezones():
            raise ValidationError(_("There is no time zone %(zone)s.", zone=field.data))
