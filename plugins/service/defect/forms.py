"""What a person types in about a kind of defect."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import EditedForm, EnumField, Form
from plugins.service.defect.models import SEVERITIES

NAME = (InputRequired(), Length(max=100))


class DefectForm(Form):
    """A new kind of defect."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=20)])
    name = StringField(_l("Name"), NAME)
    severity = EnumField(_l("Severity"), SEVERITIES)


class DefectEditForm(EditedForm):
    """What may change of a kind of defect."""

    name = StringField(_l("Name"), NAME)
    severity = EnumField(_l("Severity"), SEVERITIES)
    is_active = BooleanField(_l("In use"))
