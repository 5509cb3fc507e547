"""What a person types in about a product."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import EditedForm, MoneyField
from plugins.catalog.product.models import CATEGORY_LENGTH, CODE_LENGTH, TITLE_LENGTH

FACTS = ("title", "options", "category", "barcode", "price", "is_listed", "listed_on")


class ProductForm(EditedForm):
    """A product; its code is asked for once."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=CODE_LENGTH)])
    title = StringField(_l("Product name"), [InputRequired(), Length(max=TITLE_LENGTH)])
    family = StringField(
        _l("Product family"),
        [Length(max=CODE_LENGTH)],
        description=_l("The same code for products that differ only in size, colour and the like."),
    )
    options = StringField(_l("Options"), [Length(max=TITLE_LENGTH)])
    category = StringField(_l("Category"), [Length(max=CATEGORY_LENGTH)])
    barcode = StringField(_l("Barcode"), [Length(max=CODE_LENGTH)])
    price = MoneyField(_l("Price"), [Optional()])
    is_listed = BooleanField(_l("On sale"), default=True)
    listed_on = DateField(
        _l("On sale since"),
        [Optional()],
        description=_l("Days before are left out when its demand is estimated."),
    )
