"""What is uploaded, and what it is taken for."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import SelectField

from core.forms import Form, SelectChoice
from core.importing import Importer


class UploadForm(Form):
    """One or several files, or an archive of them, and the profile that they follow."""

    profile = SelectField(_l("What it is"))
    files = MultipleFileField(
        _l("Files"),
        validators=[FileRequired(_l("Choose the files, or one ZIP file with them."))],
        description=_l("CSV files in UTF-8 or GB18030, all that belong together, or one ZIP file."),
    )

    def offer(self, importers: Iterable[Importer]) -> None:
        """Let one choose a profile, or have it recognised by its files and columns."""
        choices = []
        for importer in importers:
            title = str(importer.title)
            choices.append(
                SelectChoice(importer.name, _("%(title)s: recognise the files", title=title))
            )
            choices += [
                SelectChoice(f"{importer.name}/{name}", f"{title}: {profile.title}")
                for name, profile in importer.profiles.items()
            ]
        self.profile.choices = choices
