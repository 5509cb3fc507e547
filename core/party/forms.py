"""What a person types in about a party: several numbers and contacts in one form."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from core.forms import Form, SelectChoice, SubForm
from core.party.models import CONTACT_KINDS, ROLES, ContactKind, Party

SPARE_ROWS = 3
MAX_ROWS = 50
FACTS = ("code", "name", "is_company", *ROLES, "country", "region", "city", "note")


class IdentifierRow(SubForm):
    """A number that others know the party by."""

    scheme = StringField(_l("Kind of number"), [Length(max=50)])
    value = StringField(_l("Number"), [Length(max=100)])

    def validate_scheme(self, field: StringField) -> None:
        """Ask which kind of number it is."""
        if (self.value.data or "").strip() and not (field.data or "").strip():
            raise ValidationError(_("Say which kind of number this is."))


class ContactRow(SubForm):
    """A way to reach the party."""

    kind = SelectField(
        _l("Kind"),
        choices=[SelectChoice(kind.value, text) for kind, text in CONTACT_KINDS.items()],
        coerce=lambda kind: kind.value if isinstance(kind, ContactKind) else str(kind),
    )
    value = StringField(_l("Contact"), [Length(max=300)])
    label = StringField(_l("Person or purpose"), [Length(max=100)])
    is_primary = BooleanField(_l("First choice"))


class PartyForm(Form):
    """A party with all its numbers and contacts; a row that is emptied is removed."""

    version_id = IntegerField(widget=HiddenInput(), default=0)
    code = StringField(_l("Code"), [InputRequired(), Length(max=64)])
    name = StringField(_l("Full name"), [InputRequired(), Length(max=200)])
    is_company = BooleanField(_l("Company"), default=True)
    is_supplier = BooleanField(ROLES["is_supplier"])
    is_customer = BooleanField(ROLES["is_customer"])
    is_partner = BooleanField(ROLES["is_partner"])
    is_vendor = BooleanField(ROLES["is_vendor"])
    country = StringField(_l("Country"), [Length(max=100)])
    region = StringField(_l("Region"), [Length(max=100)])
    city = StringField(_l("City"), [Length(max=100)])
    note = TextAreaField(_l("Note"), [Length(max=2000)])
    identifiers = FieldList(FormField(IdentifierRow), max_entries=MAX_ROWS)
    contacts = FieldList(FormField(ContactRow), max_entries=MAX_ROWS)

    def hide_contacts(self) -> None:
        """Leave the contacts out, for those who may not see them."""
        del self.contacts

    @property
    def rows(self) -> list[str]:
        """The names of the fields that hold several rows."""
        return [name for name in ("identifiers", "contacts") if name in self]

    @property
    def values(self) -> dict[str, Any]:
        """Return the facts and the rows that are not empty; hidden contacts are None."""
        return _told({name: self[name].data for name in FACTS}) | {
            "contacts": None,
            **{
                name: [_told(row) for row in self[name].data if (row["value"] or "").strip()]
                for name in self.rows
            },
        }

    def add_spare_rows(self) -> None:
        """Offer empty rows to type into."""
        for rows in map(self.__getitem__, self.rows):
            empty = sum(not (row["value"] or "").strip() for row in rows.data)
            for _row in range(min(SPARE_ROWS - empty, MAX_ROWS - len(rows))):
                rows.append_entry()

    def see(self, party: Party) -> None:
        """Note that the person has seen the party as it is now."""
        self.version_id.raw_data = None
        self.version_id.data = party.version_id


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """A field that the request left out was left empty."""
    return {name: "" if value is None else value for name, value in values.items()}
