"""What a person types in when equipment comes, and ticks to accept it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from core.choices import ManyField
from core.forms import Form, PickField, SelectChoice
from plugins.it_assets.model import queries as models
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place import queries as places
from plugins.it_assets.place.models import Place
from plugins.it_assets.receipt.models import CHECK_WORDS, Check


class ReceiptForm(Form):
    """Pieces that came, with their serial numbers."""

    quantity = IntegerField(_l("Pieces that came"), [InputRequired(), NumberRange(1)])
    model = PickField(_l("Equipment model"), EquipmentModel, models.in_order)
    place = PickField(_l("Place of equipment"), Place, places.in_use)
    serials = TextAreaField(
        _l("Serial numbers"),
        [Length(max=20_000)],
        description=_l("One for a line; a scanner may type them. Empty if there are none."),
    )
    note = StringField(_l("Delivery note"), [Length(max=200)])


class AcceptanceForm(Form):
    """What was looked at; the button that is pressed says the verdict."""

    checks = ManyField(
        _l("Passed checks"),
        choices=[SelectChoice(one.value, text) for one, text in CHECK_WORDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(
        _l("What is wrong"), [Length(max=500)], description=_l("Needed only to refuse.")
    )

    @property
    def passed(self) -> set[Check]:
        """The checks that were passed."""
        return {Check(one) for one in self.checks.data or ()}
