"""What people type in about approval flows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.approval_flow.models import Stage
from core.choices import ManyField
from core.forms import Form, MoneyField, SelectChoice
from core.organisation.models import Department
from core.role.models import Role
from core.user.models import User

MOST_SIGNATURES = 20
MOST_HOURS = 1_000


def _number(text: str) -> int | None:
    return int(text) if text else None


class StageForm(Form):
    """Who signs, from which amount on, and in which time."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=100)])
    role_id = SelectField(
        _l("Role"),
        [Optional()],
        coerce=_number,
        description=_l("Its holders may sign; so may the people named below."),
    )
    people = ManyField(
        _l("People"),
        coerce=int,
        description=_l("With neither a role nor people, whoever holds the permission may sign."),
    )
    asks_manager = BooleanField(
        _l("The manager of whoever asks"),
        description=_l("The head of the department; for the head itself, the one above."),
    )
    department_id = SelectField(
        _l("The head of a department"),
        [Optional()],
        coerce=_number,
        description=_l("If that is who asks, or there is none, the head of the one above."),
    )
    needed = IntegerField(
        _l("Signatures"),
        [InputRequired(), NumberRange(0, MOST_SIGNATURES)],
        description=_l("1 is anybody of them, 2 any two; 0 is everybody who is named."),
    )
    from_amount = MoneyField(
        _l("From an amount of"),
        description=_l("Smaller amounts pass by this stage; empty is every amount."),
    )
    due_hours = IntegerField(
        _l("Working hours to decide"), [Optional(), NumberRange(1, MOST_HOURS)]
    )
    escalate_hours = IntegerField(
        _l("Working hours until somebody else is asked too"),
        [Optional(), NumberRange(1, MOST_HOURS)],
    )
    escalate_to_id = SelectField(_l("Who is asked then"), [Optional()], coerce=_number)

    @classmethod
    def of(cls, stage: Stage | None) -> StageForm:
        """Return the form filled from a stage."""
        if stage is None:
            return cls(data={"needed": 1})
        people: list[Any] = [one.user_id for one in stage.people]
        return cls(obj=stage, data={"people": people})

    def offer(
        self, roles: Iterable[Role], people: Iterable[User], departments: Iterable[Department]
    ) -> None:
        """Let one choose among these roles, people and departments."""
        everyone = [SelectChoice(one.id, one.name) for one in people]
        self.role_id.choices = [
            SelectChoice("", _l("None")),
            *(SelectChoice(one.id, str(one.title)) for one in roles),
        ]
        self.people.choices = everyone
        self.department_id.choices = [
            SelectChoice("", _l("None")),
            *(SelectChoice(one.id, one.name) for one in departments),
        ]
        self.escalate_to_id.choices = [SelectChoice("", _l("Nobody")), *everyone]
