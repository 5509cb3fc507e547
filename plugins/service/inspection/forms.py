"""What a person types in about goods that came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import EnumField, Form, QuantityField, SelectChoice
from plugins.service.casework.models import OUTCOMES, Case, CaseLine
from plugins.service.casework.rules import Kind, Outcome
from plugins.service.defect.models import Defect
from plugins.service.inspection.services import Found

FAULTS = {
    "customer": _l("No reason given"),
    "supplier": _l("The supplier's fault"),
    "company": _l("Our fault"),
}
PARTS = ("accepted", "outcome", "finding", "defect")
WISHED = {Kind.EXCHANGE: Outcome.EXCHANGE, Kind.REPAIR: Outcome.REPAIR}


class InspectionForm(Form):
    """Fields for the lines are added by :func:`inspection_form`."""

    def found(self, lines: Sequence[CaseLine]) -> dict[int, Found]:
        """Return what was found of each line."""
        data = self.data
        return {
            line.id: Found(
                data[f"accepted_{line.id}"] or Decimal(0),
                data[f"outcome_{line.id}"],
                data[f"finding_{line.id}"] or "",
                data[f"defect_{line.id}"] or None,
            )
            for line in lines
        }


class RefundForm(Form):
    """Whose fault a return is."""

    fault = SelectField(
        _l("Whose fault"), choices=[SelectChoice(key, text) for key, text in FAULTS.items()]
    )
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=500)])


def inspection_form(
    case: Case,
    defects: Sequence[Defect],
    noted: Mapping[int, int],
    **given: Any,
) -> InspectionForm:
    """Return a form with four fields for each line; what the customer wants is chosen at first.

    :param defects: the kinds of defects to choose from.
    :param noted: the kinds that were noted before, by line.
    """
    choices = [SelectChoice(0, _l("None")), *(SelectChoice(one.id, str(one)) for one in defects)]
    wished = WISHED.get(case.kind, Outcome.REFUND)
    fields: dict[str, Any] = {}
    for line in case.lines:
        accepted = line.quantity if line.accepted is None else line.accepted
        fields[f"accepted_{line.id}"] = QuantityField(
            _l("Accepted quantity"), default=f"{accepted:f}"
        )
        fields[f"outcome_{line.id}"] = EnumField(
            _l("Outcome"), OUTCOMES, default=line.outcome or wished
        )
        fields[f"finding_{line.id}"] = StringField(
            _l("Finding"), [Length(max=300)], default=line.finding
        )
        fields[f"defect_{line.id}"] = SelectField(
            _l("Defect"), coerce=int, default=noted.get(line.id, 0), choices=choices
        )
    made: InspectionForm = type("LinesInspectionForm", (InspectionForm,), fields)(**given)
    return made
