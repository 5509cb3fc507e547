"""What is attached to a record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import HiddenField

from core.attachment.rules import ENDINGS
from core.forms import Form


class AttachForm(Form):
    """One or several files; ``record`` is a signed note of the record."""

    record = HiddenField()
    files = MultipleFileField(
        _l("Files"),
        validators=[FileRequired(_l("Choose the files."))],
        description=_l("Pictures, PDF, office files, CSV and text."),
        render_kw={"accept": ",".join(f".{one}" for one in ENDINGS)},
    )
