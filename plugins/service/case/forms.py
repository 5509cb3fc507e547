"""What a person types in about a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from operator import itemgetter

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from core.errors import BusinessError
from core.forms import EnumField, Form, PickField, QuantityField, SubForm
from core.user.models import User
from plugins.service.casework import queries
from plugins.service.casework.models import EVENTS, KINDS
from plugins.service.casework.rules import EventKind, LineDraft, OrderNamed, drafted
from plugins.service.contract import SoldLine
from plugins.service.sla.models import PRIORITIES, Priority

SPARE_ROWS = 3
MAX_ROWS = 50
SAYABLE = (EventKind.REPLY, EventKind.CUSTOMER, EventKind.NOTE)


class LineRow(SubForm):
    """One product; a row without a quantity does not count."""

    sold_line = HiddenField()
    product_code = StringField(_l("Product code"), [Length(max=64)])
    title = StringField(_l("Product"), [Length(max=200)])
    quantity = QuantityField(_l("Quantity"), [Optional(), NumberRange(0)])

    def validate_title(self, field: StringField) -> None:
        """Ask for the product of a quantity."""
        if self.quantity.data and not (field.data or "").strip():
            raise ValidationError(_("Write the product of this quantity."))


class CaseForm(Form):
    """A new case."""

    kind = EnumField(_l("Kind"), KINDS)
    priority = EnumField(_l("Priority"), PRIORITIES, default=Priority.NORMAL)
    customer = StringField(_l("Code of the customer"), [Length(max=64)])
    order_number = StringField(_l("Order"), [Length(max=64)])
    subject = StringField(_l("Subject"), [InputRequired(), Length(max=200)])
    body = TextAreaField(_l("What the customer says"), [Length(max=10_000)])
    lines = FieldList(FormField(LineRow), max_entries=MAX_ROWS)

    def validate_subject(self, field: StringField) -> None:
        """Refuse a subject of blanks."""
        if not (field.data or "").strip():
            raise ValidationError(_("Write a subject."))

    def offer(self, sold: Iterable[SoldLine], chosen: int | None) -> None:
        """Offer sold lines to choose from, one of them with all that is left of it."""
        for line in sold:
            self.lines.append_entry(
                {
                    "sold_line": str(line.line_id),
                    "product_code": line.product_code,
                    "title": line.title[:200],
                    "quantity": line.left if line.line_id == chosen and line.left else None,
                }
            )

    def about(self, sold: Mapping[int, SoldLine]) -> tuple[list[LineDraft], OrderNamed | None]:
        """Return what the case is about, from what was typed and what was sold.

        :raises BusinessError: if the lines are of several orders, or more than was sold.
        """
        lines: list[LineDraft] = []
        orders: dict[int, OrderNamed] = {}
        for row in filter(itemgetter("quantity"), self.lines.data):
            key = str(row["sold_line"] or "")
            line = sold.get(int(key)) if key.isdecimal() else None
            if line is None:
                code = (row["product_code"] or "").strip()
                lines.append(LineDraft(row["title"].strip(), row["quantity"], code))
                continue
            lines.append(_drafted(line, row["quantity"]))
            orders[line.order_id] = OrderNamed(line.order_number, line.order_id, line.signed_on)
        if len(orders) > 1:
            raise BusinessError(_("The lines are of several orders; open a case for each."))
        typed = (self.order_number.data or "").strip()
        order = next(iter(orders.values()), OrderNamed(typed) if typed else None)
        return lines, order

    @property
    def sold_keys(self) -> tuple[int, ...]:
        """The keys of the sold lines that a quantity was written for."""
        keys = [str(row["sold_line"] or "") for row in self.lines.data if row["quantity"]]
        return tuple(int(key) for key in keys if key.isdecimal())

    def add_spare_rows(self) -> None:
        """Offer empty rows where nothing was sold that could be chosen."""
        if not any(row["sold_line"] for row in self.lines.data):
            for _row in range(SPARE_ROWS - len(self.lines)):
                self.lines.append_entry()


def _drafted(line: SoldLine, quantity: Decimal) -> LineDraft:
    if quantity > line.quantity:
        raise BusinessError(
            _("Of %(product)s only %(count)s were sold.", product=line.title, count=line.quantity)
        )
    return drafted(line, quantity)


class SayForm(Form):
    """What somebody said."""

    kind = EnumField(_l("What it is"), {one: EVENTS[one] for one in SAYABLE})
    body = TextAreaField(_l("Text"), [InputRequired(), Length(max=10_000)])


class StepForm(Form):
    """Why a step is taken."""

    note = StringField(_l("Reason or note"), [Length(max=500)])


class AssignForm(Form):
    """Who cares for a case, and how much it presses."""

    user = PickField(_l("Assigned to"), User, queries.assignees, none=_l("Nobody"))
    priority = EnumField(_l("Priority"), PRIORITIES)
