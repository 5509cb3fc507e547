"""What a person types in about offers, and to order one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import Form, MoneyField, PickField
from core.party.models import Party
from plugins.it_assets.purchase import queries


class QuoteForm(Form):
    """What a vendor wants for one piece."""

    vendor = PickField(_l("Vendor"), Party, queries.vendors)
    price = MoneyField(_l("Price of one"), [InputRequired()])
    note = StringField(
        _l("Note"), [Length(max=300)], description=_l("Such as time of delivery and guarantee.")
    )


class OrderForm(Form):
    """Which offer is taken."""

    quote = RadioField(_l("Offer"), coerce=int)
    reason = StringField(
        _l("Why not the cheapest"),
        [Length(max=300)],
        description=_l("Only if another offer costs less."),
    )
    expected_on = DateField(_l("Expected"), [Optional()])
