"""The base form, what plugins add to it, and the fields that WTForms lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from core import hooks
from core.db import session as current_session
from core.errors import BusinessError
from core.extending import FormPart, gathered
from core.money import FULL_WIDTH, parse_money, parse_rate
from core.permissions import allowed

if TYPE_CHECKING:
    import wtforms
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.user.models import User

__all__ = [
    "EditedForm",
    "EnumField",
    "Form",
    "MoneyField",
    "PickField",
    "QuantityField",
    "RateField",
    "SelectChoice",
    "SubForm",
]
FINEST, LARGEST = Decimal("0.001"), Decimal(10) ** 9
HOOK = "extend_form"
TEXTS = (StringField, TextAreaField)


class SubForm(FlaskForm):
    """Fields that stand in another form, whose token guards them too."""

    class Meta:  # noqa: D106 - WTForms reads it
        csrf = False


class PartRefusedError(BusinessError):
    """A part of a form was refused; the part shows why."""


@dataclass
class Part:
    """What a plugin adds to the form of this request."""

    plugin: str
    spec: FormPart
    form: wtforms.Form
    is_posted: bool

    def __iter__(self) -> Iterator[Field]:
        return iter(self.form)

    @property
    def marker(self) -> str:
        """The hidden field that says that the part was on the page."""
        return f"{_prefix(self.spec)}shown"

    def validate(self) -> bool:
        """Return whether the fields are valid; if the plugin cannot tell, they are not."""
        if not self.is_posted:
            return True
        try:
            return bool(hooks.insist(self.plugin, HOOK, self.form.validate))
        except BusinessError as error:
            refuse(self.form, error)
            return False

    def save(self, session: Session, record: Any, by: User) -> None:
        """Keep what was typed.

        :raises PartRefusedError: if the plugin refuses it, or fails; the part shows why.
        """
        if not self.is_posted:
            return
        save = partial(self.spec.save, session, record, self.form.data, by)
        try:
            hooks.insist(self.plugin, HOOK, save, session=session, what=str(self.spec.title))
        except BusinessError as error:
            refuse(self.form, error)
            raise PartRefusedError(error.message) from error


class Form(FlaskForm):
    """A form filled from the current request, guarded by its CSRF token."""

    parts: tuple[Part, ...] = ()

    def extend(self, target: str, record: Any = None) -> None:
        """Add what plugins want to know about a record too; none stands for a new one."""
        found = []
        for plugin, spec in gathered(HOOK, FormPart, target=target):
            if allowed(spec.permission):
                make = partial(_part, plugin, spec, record)
                what = str(spec.title)
                part = hooks.attempt(plugin, HOOK, make, None, session=current_session(), what=what)
                found += [] if part is None else [part]
        self.parts = tuple(found)

    def submitted(self) -> bool:
        """Return whether this request posts the form and all fields are valid."""
        if request.method != "POST":
            return False
        return all([bool(self.validate()), *(part.validate() for part in self.parts)])

    def save_parts(self, session: Session, record: Any, *, by: User) -> None:
        """Keep what plugins asked for, after the service of the form and before the commit.

        :raises BusinessError: if one of them refuses; roll back then.
        """
        session.flush()
        for part in self.parts:
            part.save(session, record, by)

    def refuse(self, error: BusinessError) -> None:
        """Show a refused business rule at its field, or above the form."""
        if not isinstance(error, PartRefusedError):
            refuse(self, error)

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong, by field; the fields of plugins too."""
        wrong: dict[str, Any] = dict(super().errors)
        for part in self.parts:
            for name, told in part.form.errors.items():
                wrong[f"{_prefix(part.spec)}{name}"] = told
        return wrong

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed, by field, without the CSRF token; a text is never None."""
        return {
            name: "" if value is None and type(self[name]) in TEXTS else value
            for name, value in self.data.items()
            if name != "csrf_token"
        }

    @property
    def picked(self) -> dict[str, Any]:
        """Return the values, with the records themselves where keys of some were chosen."""
        picks = {name: one.record for name, one in self._fields.items() if type(one) is PickField}
        return self.values | picks


class EditedForm(Form):
    """A form that notices whether somebody else was faster."""

    version_id = IntegerField(widget=HiddenInput(), default=0)

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed, without the version."""
        return {name: value for name, value in super().values.items() if name != "version_id"}

    @property
    def version(self) -> int:
        """The version that the person saw before typing."""
        return self.version_id.data or 0

    def see(self, record: Any) -> None:
        """Note that the person has seen the record as it is now."""
        self.version_id.raw_data = None
        self.version_id.data = record.version_id


def refuse(form: wtforms.Form, error: BusinessError) -> None:
    """Show a refused business rule at its field, or above the fields."""
    field: Field | None = form._fields.get(error.field or "")
    if field is None:
        form.form_errors.append(str(error))
    else:
        field.errors = [*field.errors, str(error)]


def _prefix(spec: FormPart) -> str:
    return f"part-{spec.key}-"


def _part(plugin: str, spec: FormPart, record: Any) -> Part:
    """Fill a part from the request, or from what the plugin keeps of the record.

    What was not on the page is not read from it: an empty field would be saved as such.
    """
    prefix = _prefix(spec)
    is_posted = request.method == "POST" and any(one.startswith(prefix) for one in request.form)
    values = {} if record is None or is_posted else spec.load(current_session(), record)
    form = spec.form(formdata=request.form if is_posted else None, prefix=prefix, data=values)
    return Part(plugin, spec, form, is_posted)


class MoneyField(StringField):
    """An amount; the text as typed is shown again when it cannot be read."""

    data: Decimal | None  # type: ignore[assignment]
    mistake = _l("Write an amount such as 1,234.50.")
    read: Callable[[str], Decimal] = staticmethod(parse_money)
    write: Callable[[Decimal], str] = staticmethod("{:.2f}".format)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = self.read(valuelist[0])
            except (ValueError, InvalidOperation) as error:
                raise ValidationError(str(self.mistake)) from error


def _quantity(text: str) -> Decimal:
    value = Decimal(text.translate(FULL_WIDTH).strip().replace(",", ""))
    if not value.is_finite() or abs(value) > LARGEST or value != value.quantize(FINEST):
        raise ValueError(text)
    return value


class QuantityField(MoneyField):
    """A quantity with up to three decimals."""

    mistake = _l("Write a quantity such as 2 or 0.125.")
    read = staticmethod(_quantity)
    write = staticmethod(lambda value: f"{Decimal(value):f}")


class RateField(MoneyField):
    """A percentage: 12, 12% and 12.5 % are read as 0.12 and 0.125."""

    mistake = _l("Write a percentage such as 12 %.")
    read = staticmethod(parse_rate)
    write = staticmethod(lambda value: f"{(value * 100).normalize():f} %")


class EnumField(SelectField):
    """A choice among the members of an enum; what was chosen is one of them."""

    def __init__(self, label: Any, words: Mapping[Any, Any], **given: Any) -> None:
        """Take the texts of the members, each alone or with its colour."""
        choices = [
            SelectChoice(one.value, text[0] if isinstance(text, tuple) else text)
            for one, text in words.items()
        ]
        super().__init__(label, choices=choices, coerce=type(next(iter(words))), **given)


class PickField(SelectField):
    """A choice among records, which the form asks for; what was chosen is the key of one.

    The question is for keys and names, or for the records that are called by their own texts.
    """

    NONE = 0

    def __init__(
        self, label: Any, model: Any, pick: Callable[[], Select[*tuple[Any, ...]]], **given: Any
    ) -> None:
        """Take the choices from a question; ``none`` is the word for none."""
        none = given.pop("none", "")
        rows = current_session().execute(pick())
        pairs = (row if row[1:] else (row[0].id, str(row[0])) for row in rows)
        found = [SelectChoice(key, name) for key, name in pairs]
        choices = [SelectChoice(self.NONE, none), *found] if none else found
        super().__init__(label, choices=choices, coerce=int, **given)
        self.model = model

    def process_data(self, value: Any) -> None:
        """Take the key, or the record that has it."""
        super().process_data(getattr(value, "id", value))

    @property
    def record(self) -> Any:
        """The chosen record, or None."""
        return current_session().get(self.model, self.data) if self.data else None
