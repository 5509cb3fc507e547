"""What a person types in to agree on settlement terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from core.forms import Form, RateField, SelectChoice
from core.money import parse_money, parse_rate
from plugins.finance.terms.models import BASES, EVENTS, MODES, PERIODS


def _choices(labels: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in labels.items()]


class TermsForm(Form):
    """Terms with one supplier, or with all who have none of their own."""

    supplier = SelectField(_l("Supplier"), coerce=int)
    valid_from = DateField(
        _l("From"), [Optional()], description=_l("Leave it empty for terms since ever.")
    )
    mode = SelectField(_l("What is paid"), choices=_choices(MODES))
    rate = RateField(_l("Commission"), [InputRequired()])
    basis = SelectField(_l("Settled amount"), choices=_choices(BASES))
    commission_on = SelectField(_l("Commission is charged on"), choices=_choices(BASES))
    after_sale_days = IntegerField(
        _l("Days of the after-sale window"), [InputRequired(), NumberRange(0, 365)]
    )
    event = SelectField(_l("The days count from"), choices=_choices(EVENTS))
    period_kind = SelectField(_l("Period"), choices=_choices(PERIODS))
    rates = TextAreaField(
        _l("Rates of categories"), description=_l("One per line, such as: Garden = 8 %")
    )
    costs = TextAreaField(
        _l("Agreed costs"), description=_l("One product per line, such as: A-100 = 12.50")
    )

    def validate_rates(self, field: TextAreaField) -> None:
        """Read the lines of category rates."""
        self.category_rates = _pairs(field, parse_rate)

    def validate_costs(self, field: TextAreaField) -> None:
        """Read the lines of agreed costs."""
        self.agreed_costs = _pairs(field, parse_money)


def _pairs(field: TextAreaField, read: Callable[[str], Decimal]) -> dict[str, Decimal]:
    pairs: dict[str, Decimal] = {}
    for line in filter(None, map(str.strip, (field.data or "").splitlines())):
        name, _sign, text = line.rpartition("=")
        try:
            if not name.strip():
                raise ValueError(line)
            pairs[name.strip()] = read(text.strip())
        except ValueError as error:
            raise ValidationError(_("The line %(line)s cannot be read.", line=line)) from error
    return pairs
