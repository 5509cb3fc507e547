"""What a person types in about defects that were found."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import Form, PickField, QuantityField
from plugins.service.defect import queries as defects
from plugins.service.defect.models import Defect


class QualityForm(Form):
    """Some units of a product with one defect."""

    defect = PickField(_l("Kind of defect"), Defect, defects.names)
    quantity = QuantityField(_l("Defective units"), [InputRequired()])
    product_code = StringField(_l("Product code"), [Length(max=64)])
    title = StringField(_l("Product"), [Length(max=200)])
    variant = StringField(_l("Variant"), [Length(max=100)])
    batch = StringField(_l("Batch"), [Length(max=64)])
    supplier = StringField(_l("Code of the supplier"), [Length(max=64)])
    case = StringField(_l("Number of the case"), [Length(max=30)])
    found_on = DateField(_l("Found on"), [InputRequired()])
    note = TextAreaField(_l("What was found"), [Length(max=4_000)])


class QualityStepForm(Form):
    """What is done against a defect, or how that was verified."""

    note = TextAreaField(_l("Action or verification"), [Length(max=4_000)])
