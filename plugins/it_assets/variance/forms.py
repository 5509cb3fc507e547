"""What a person decides about a variance."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from core.forms import Form, MoneyField, PickField, SelectChoice
from plugins.it_assets.model import queries as models
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.stocktake.models import DECISION_WORDS, Line
from plugins.it_assets.stocktake.rules import ALLOWED, Decision


class DecisionForm(Form):
    """What follows from a difference."""

    decision = RadioField(_l("Decision"), coerce=Decision)
    note = StringField(_l("Note"), [Length(max=300)])
    model = PickField(_l("Equipment model"), EquipmentModel, models.in_order)
    value = MoneyField(_l("Value of the thing"))

    def offer(self, line: Line) -> None:
        """Offer what fits the difference, and nothing about models unless it is registered."""
        allowed = ALLOWED[line.verdict]
        self.decision.choices = [SelectChoice(one.value, DECISION_WORDS[one]) for one in allowed]
        if Decision.REGISTER not in allowed:
            del self.model, self.value
