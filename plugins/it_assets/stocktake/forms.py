"""What a person types in or scans during a stocktake."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from core.forms import Form, PickField
from plugins.it_assets.place import queries as places
from plugins.it_assets.place.models import Place

MOST = 100_000  # letters of a long list of codes


class StocktakeForm(Form):
    """Which place is compared with the register."""

    place = PickField(_l("Place of equipment"), Place, places.in_use)
    note = StringField(_l("Note"), [Length(max=200)])


class ScanForm(Form):
    """What was seen: one code from a scanner, or many, one for a line."""

    code = StringField(
        _l("Scan or type a tag"),
        [Length(max=300)],
        description=_l("Tag or serial number; a scanner ends it by Enter."),
    )
    codes = TextAreaField(_l("Many at once, one for a line"), [Length(max=MOST)])

    @property
    def text(self) -> str:
        """All codes, one for a line."""
        return f"{self.code.data or ''}\n{self.codes.data or ''}"
