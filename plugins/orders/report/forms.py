"""What a dealer types in about a sale, and a colleague about a report."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from core.forms import Form, SelectChoice
from plugins.orders.ledger.models import TENDER_WORDS, Tender
from plugins.orders.report.models import Report
from plugins.orders.sale.forms import ItemForm, rows

# What money can come by; points and coupons are no payment of a dealer.
TENDERS = (Tender.BANK_SLIP, Tender.WECHAT, Tender.ALIPAY, Tender.CARD, Tender.CASH)
FACTS = ("buyer_name", "address", "tender", "slip", "paid_on", "note")


class ReportForm(Form):
    """A report with what was sold."""

    version_id = IntegerField(widget=HiddenInput(), default=0)
    buyer_name = StringField(_l("Buyer"), [InputRequired(), Length(max=200)])
    address = StringField(_l("Deliver to"), [Length(max=300)])
    items = rows(ItemForm)
    tender = SelectField(
        _l("Paid with"), choices=[SelectChoice(one.value, TENDER_WORDS[one]) for one in TENDERS]
    )
    slip = StringField(
        _l("Number of the payment"),
        [Length(max=64)],
        description=_l("As on the bank slip or in the app; needed to hand the report in."),
    )
    paid_on = DateField(_l("Day of payment"), [InputRequired()])
    note = TextAreaField(_l("Remark"), [Length(max=300)])

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed besides the products."""
        told = {name: self.data[name] for name in FACTS}
        texts = {key: one.strip() for key, one in told.items() if isinstance(one, str)}
        return told | texts | {"tender": Tender(told["tender"])}

    def show(self, report: Report) -> None:
        """Fill the form with what a report says now."""
        for name in FACTS:
            getattr(self, name).data = getattr(report, name)
        self.tender.data = report.tender.value
        self.version_id.data = report.version_id
        while len(self.items) > 0:
            self.items.pop_entry()
        for line in report.lines:
            told = {"product": line.product.code, "quantity": line.quantity, "price": line.price}
            self.items.append_entry(told)
        for _spare in range(2):
            self.items.append_entry()


class ReasonForm(Form):
    """Why something is refused or given back."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])
