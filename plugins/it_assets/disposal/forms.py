"""What a person types in about a disposal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import EnumField, Form, MoneyField
from core.validators import not_in_future
from plugins.it_assets.disposal.models import MANNERS


class DisposalForm(Form):
    """How an asset is to go, and what it brings."""

    manner = EnumField(_l("Manner of disposal"), MANNERS)
    disposed_on = DateField(_l("Day of disposal"), [InputRequired(), not_in_future])
    proceeds = MoneyField(_l("Proceeds"), [InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=500)])
