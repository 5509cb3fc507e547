"""What a person types in about a product."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from core.forms import Form, MoneyField
from plugins.catalog.product.models import CATEGORY_LENGTH, CODE_LENGTH, TITLE_LENGTH, Product

FACTS = ("title", "family", "options", "category", "barcode", "price", "is_listed", "listed_on")


class ProductForm(Form):
    """A product; its code is asked for once."""

    version_id = IntegerField(widget=HiddenInput(), default=0)
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

    def see(self, product: Product) -> None:
        """Note that the person has seen the product as it is now."""
        self.version_id.raw_data = None
        self.version_id.data = product.version_id

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed of the facts that may change."""
        texts = {"title", "family", "options", "category", "barcode"}
        return {
            name: (self[name].data or "") if name in texts else self[name].data for name in FACTS
        }
