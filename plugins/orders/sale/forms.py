"""What a person types in about a sale."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, FormField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.errors import BusinessError
from core.forms import Form, MoneyField, QuantityField, RateField, SelectChoice, SubForm
from core.validators import not_in_future
from plugins.orders.discount.models import BEARER_WORDS
from plugins.orders.discount.rules import SHARED, DiscountDraft
from plugins.orders.ledger.models import TENDER_WORDS
from plugins.orders.sale.services import NOTHING, Item, Money

ROWS = 5


class ItemForm(SubForm):
    """One row of what is sold; an empty row is none."""

    product = StringField(_l("Product code"), [Length(max=64)])
    quantity = QuantityField(_l("Quantity"))
    price = MoneyField(_l("Price of the row"))


class SupplyForm(ItemForm):
    """One row with freight and supplier."""

    freight = MoneyField(_l("Freight"))
    supplier = StringField(_l("Code of the supplier"), [Length(max=64)])


def rows(form: type[ItemForm]) -> FieldList[FormField[ItemForm]]:
    """Return the field for a few rows of what is sold."""
    return FieldList(FormField(form), _l("Products"), min_entries=ROWS, max_entries=50)


def items_of(field: FieldList[FormField[ItemForm]]) -> list[Item]:
    """Return the rows that were filled in.

    :raises BusinessError: if a row has a part only.
    """
    found = []
    for at, row in enumerate(field, start=1):
        told = row.form.data
        if not any(told.values()):
            continue
        if not told["product"] or told["quantity"] is None or told["price"] is None:
            raise BusinessError(
                _("Row %(row)s: write the product, its quantity and its price.", row=at),
                field=field.name,
            )
        found.append(
            Item(
                told["product"].strip(),
                told["quantity"],
                told["price"],
                told.get("freight") or NOTHING,
                (told.get("supplier") or "").strip(),
                row=at,
            )
        )
    return found


class SaleForm(Form):
    """A sale in a shop or with a partner."""

    store = SelectField(_l("Store"), [InputRequired()], coerce=int)
    placed_on = DateField(_l("Day"), [InputRequired(), not_in_future])
    buyer = StringField(
        _l("Code of the buyer"),
        [Length(max=64)],
        description=_l("The code of a party; empty: somebody who is not kept."),
    )
    buyer_name = StringField(_l("Buyer"), [InputRequired(), Length(max=200)])
    items = rows(SupplyForm)
    discount_title = StringField(_l("Discount"), [Length(max=100)])
    discount_amount = MoneyField(_l("Amount of the discount"))
    bearer = SelectField(
        _l("Who bears it"),
        choices=[SelectChoice(one.value, text) for one, text in BEARER_WORDS.items()],
    )
    platform_share = RateField(_l("Share of the platform, if both bear it"))
    tender = SelectField(
        _l("Paid with"),
        choices=[SelectChoice(one.value, text) for one, text in TENDER_WORDS.items()],
    )
    paid = MoneyField(_l("Amount paid"), description=_l("Empty: the buyer has not paid yet."))
    other_tender = SelectField(
        _l("And with"),
        choices=[SelectChoice(one.value, text) for one, text in TENDER_WORDS.items()],
    )
    other_paid = MoneyField(_l("Paid besides"))

    def offer(self, stores: Iterable[tuple[int, str]]) -> None:
        """Let one choose among these stores."""
        self.store.choices = [SelectChoice(key, name) for key, name in stores]

    @property
    def discounts(self) -> list[DiscountDraft]:
        """The discount that was typed, if one was."""
        if self.discount_amount.data is None:
            return []
        share = self.platform_share.data or NOTHING
        return [
            DiscountDraft(
                self.discount_amount.data,
                self.bearer.data,
                share if self.bearer.data == SHARED else NOTHING,
                title=(self.discount_title.data or "").strip(),
            )
        ]

    @property
    def payments(self) -> list[Money]:
        """The payments that were typed."""
        pairs = ((self.tender, self.paid), (self.other_tender, self.other_paid))
        return [Money(one.data, amount.data) for one, amount in pairs if amount.data is not None]
