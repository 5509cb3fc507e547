"""What a person types in about an entitlement."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from core.forms import EditedForm, MoneyField

MOST = 1000


class EntitlementForm(EditedForm):
    """How much equipment of a category comes with a post."""

    post = SelectField(_l("Post"), [InputRequired()], coerce=int)
    category = SelectField(_l("Equipment category"), [InputRequired()], coerce=int)
    quantity = IntegerField(_l("Quantity"), [InputRequired(), NumberRange(0, MOST)], default=1)
    price = MoneyField(_l("At most for one"), description=_l("Leave it empty for no limit."))
