"""What is uploaded, and what it is taken for."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import SelectField

from core.forms import Form, SelectChoice
from core.importing import Importer

# No profile has this name: it stands for one that is made for the file.
BY_HAND = "@"


class UploadForm(Form):
    """One or several files, or an archive of them, and the profile that they follow."""

    profile = SelectField(_l("Contents"))
    files = MultipleFileField(
        _l("Files"),
        validators=[FileRequired(_l("Choose the files, or one ZIP file with them."))],
        description=_l(
            "CSV, TSV, XLSX or XLS, all that belong together, also as a ZIP or .gz file; UTF-8, "
            "UTF-16 and GB18030 are recognised."
        ),
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
            if importer.pattern is not None:
                by_hand = _("%(title)s: choose the columns by hand", title=title)
                choices.append(SelectChoice(f"{importer.name}/{BY_HAND}", by_hand))
        self.profile.choices = choices
