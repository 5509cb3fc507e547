"""What a person types in about a parcel."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from core.clock import from_local, now
from core.company import company
from core.forms import Form, SelectChoice
from plugins.orders.shipment.models import STATE_WORDS, State

FIRST_YEAR = 2000
# The carrier's codes that a person can choose, by what they mean.
CODES = {
    "1": State.PICKED_UP,
    "0": State.IN_TRANSIT,
    "5": State.DELIVERING,
    "3": State.SIGNED,
    "2": State.EXCEPTION,
    "6": State.RETURNING,
    "14": State.REJECTED,
}


class ShipmentForm(Form):
    """A parcel."""

    carrier = StringField(_l("Carrier"), [InputRequired(), Length(max=60)])
    tracking_number = StringField(_l("Tracking number"), [InputRequired(), Length(max=60)])


class EventForm(Form):
    """Something that happened to a parcel."""

    at = DateTimeLocalField(_l("When"), [InputRequired()])
    code = SelectField(
        _l("What"),
        choices=[SelectChoice(code, STATE_WORDS[state]) for code, state in CODES.items()],
    )
    text = StringField(_l("In words"), [Length(max=300)])

    def validate_at(self, field: DateTimeLocalField) -> None:
        """Refuse what has not happened yet, and what no calendar of ours reaches."""
        at = field.data
        if at is not None and (at.year < FIRST_YEAR or from_local(at, company().zone) > now()):
            raise ValidationError(_("Write when it happened: a time that is past."))
