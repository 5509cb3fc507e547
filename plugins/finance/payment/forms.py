"""What a person types in to pay suppliers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from core.choices import ManyField
from core.forms import Form


class AccountForm(Form):
    """Where a supplier is paid."""

    supplier = SelectField(_l("Supplier"), [InputRequired()], coerce=int)
    holder = StringField(_l("Account holder"), [InputRequired(), Length(max=200)])
    bank = StringField(_l("Bank"), [InputRequired(), Length(max=200)])
    number = StringField(_l("Account number"), [InputRequired(), Length(max=50)])


class BatchForm(Form):
    """The statements that one batch pays."""

    statements = ManyField(
        _l("Statements"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
