"""What people type in about departments, posts and who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import EditedForm, Form, SelectChoice
from core.organisation.models import Department
from core.user.models import User


def _number(text: str) -> int | None:
    return int(text) if text else None


class DepartmentForm(EditedForm):
    """A department; its code is asked for once."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=40)],
        description=_l("Departments that belong together are shown in the order of their codes."),
    )
    name = StringField(_l("Name of the department"), [InputRequired(), Length(max=100)])
    parent_id = SelectField(_l("Belongs to"), [Optional()], coerce=_number)
    head_id = SelectField(
        _l("Head"),
        [Optional()],
        coerce=_number,
        description=_l("The manager of everybody who holds a post here."),
    )
    is_active = BooleanField(_l("Active"), default=True)

    def offer(self, departments: Iterable[tuple[int, Department]], people: Iterable[User]) -> None:
        """Let one choose among these departments, each with its depth, and people."""
        self.parent_id.choices = [
            SelectChoice("", _l("Nothing; it is at the top")),
            *(SelectChoice(one.id, f"{'　' * depth}{one.name}") for depth, one in departments),
        ]
        self.head_id.choices = [
            SelectChoice("", _l("Nobody")),
            *(SelectChoice(one.id, one.name) for one in people),
        ]


class PostForm(Form):
    """A post of a department."""

    name = StringField(_l("Name of the post"), [InputRequired(), Length(max=100)])


class AssignmentForm(Form):
    """Who holds a post, and when."""

    user_id = SelectField(_l("Person"), [InputRequired()], coerce=int)
    from_on = DateField(_l("Holds it from"), [InputRequired()])
    until_on = DateField(
        _l("Until before"), [Optional()], description=_l("Leave it empty if there is no end.")
    )

    def offer(self, people: Sequence[User]) -> None:
        """Let one choose among these people."""
        self.user_id.choices = [SelectChoice(one.id, one.name) for one in people]


class EndForm(Form):
    """When somebody holds a post no longer."""

    until_on = DateField(_l("Until before"), [InputRequired()])
